//! Clients of event streams, as plain as can be: a socket, a request, lines.

use crate::{Failure, said};
use std::time::Instant;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpSocket, TcpStream};

/// Where a stream is, and what a client must say to get it.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) port: u16,
    pub(super) path: String,
    pub(super) header: String,
}

/// A frame as it came.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seen {
    pub(super) from: u32,
    pub(super) to: u32,
    pub(super) whole: bool,
    pub(super) bytes: usize,
    pub(super) at: Instant,
}

/// One client of a stream.
#[derive(Debug)]
pub(super) struct Reader {
    place: Place,
    socket: TcpStream,
    /// The beginning of a line whose end has not come.
    rest: Vec<u8>,
    /// The id of the event that is being read, and of the last whole one.
    id: String,
    pub(super) last_id: String,
    /// The answer's head has come.
    answered: bool,
}

impl Reader {
    /// Connects, and asks for what comes after `last_id`, or from now on if that is empty.
    pub(super) async fn open(place: &Place, last_id: &str) -> Result<Self, Failure> {
        Self::ask(TcpStream::connect(("127.0.0.1", place.port)).await?, place, last_id).await
    }

    /// The same from a machine that has hardly any room for what it does not read.
    pub(super) async fn with_small_buffer(place: &Place) -> Result<Self, Failure> {
        let socket = TcpSocket::new_v4()?;
        socket.set_recv_buffer_size(4 * 1024)?;
        Self::ask(socket.connect(([127, 0, 0, 1], place.port).into()).await?, place, "").await
    }

    async fn ask(mut socket: TcpStream, place: &Place, last_id: &str) -> Result<Self, Failure> {
        socket.set_nodelay(true)?;
        let last = if last_id.is_empty() { String::new() } else { format!("Last-Event-ID: {last_id}\r\n") };
        let request = format!("GET {} HTTP/1.1\r\nHost: bench\r\n{}{last}\r\n", place.path, place.header);
        socket.write_all(request.as_bytes()).await?;
        let (rest, id, last_id) = (Vec::new(), String::new(), last_id.to_owned());
        Ok(Self { place: place.clone(), socket, rest, id, last_id, answered: false })
    }

    /// Drops the connection and comes back.
    pub(super) async fn reopen(self) -> Result<Self, Failure> {
        let Self { place, last_id, socket, .. } = self;
        drop(socket);
        Self::open(&place, &last_id).await
    }

    /// Waits for bytes and takes in what came; gives the frames that are complete. `None`: the other side closed.
    pub(super) async fn read(&mut self, seen: &mut Vec<Seen>) -> Result<Option<()>, Failure> {
        loop {
            self.socket.readable().await?;
            // Not across an await, so it is not a part of each of ten thousand tasks.
            let mut buffer = [0_u8; 16 * 1024];
            match self.socket.try_read(&mut buffer) {
                Ok(0) => return Ok(None),
                Ok(read) => {
                    self.take(&buffer[..read], seen)?;
                    return Ok(Some(()));
                }
                Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
                Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => return Ok(None),
                Err(error) => return Err(error.into()),
            }
        }
    }

    fn take(&mut self, mut bytes: &[u8], seen: &mut Vec<Seen>) -> Result<(), Failure> {
        while let Some(end) = bytes.iter().position(|byte| *byte == b'\n') {
            let (line, later) = bytes.split_at(end + 1);
            bytes = later;
            if self.rest.is_empty() {
                self.line(line, seen)?;
            } else {
                let mut whole = std::mem::take(&mut self.rest);
                whole.extend_from_slice(line);
                self.line(&whole, seen)?;
            }
        }
        self.rest.extend_from_slice(bytes);
        Ok(())
    }

    /// One line. Sizes of chunks and other fields say nothing to us.
    fn line(&mut self, line: &[u8], seen: &mut Vec<Seen>) -> Result<(), Failure> {
        if !self.answered {
            if !line.starts_with(b"HTTP/1.1 200") {
                return Err(Failure::Said(format!("a stream was answered {}", String::from_utf8_lossy(line))));
            }
            self.answered = true;
        }
        let Ok(line) = std::str::from_utf8(line) else { return Ok(()) };
        let line = line.trim_end();
        if let Some(id) = line.strip_prefix("id: ") {
            id.clone_into(&mut self.id);
        } else if let Some(data) = line.strip_prefix("data: ") {
            // An event without an id moves nobody's place.
            if !self.id.is_empty() {
                std::mem::swap(&mut self.id, &mut self.last_id);
                self.id.clear();
            }
            if let (Some(from), Some(to)) = (number(data, "\"from\":"), number(data, "\"to\":")) {
                let whole = data.contains("\"whole\":true");
                seen.push(Seen { from, to, whole, bytes: line.len(), at: Instant::now() });
            }
        }
        Ok(())
    }
}

fn number(json: &str, key: &str) -> Option<u32> {
    let rest = &json[json.find(key)? + key.len()..];
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    rest[..end].parse().ok()
}

/// Opens so many clients, at most a few hundred connecting at a time.
pub(super) async fn open_many(place: &Place, count: usize) -> Result<Vec<Reader>, Failure> {
    const AT_ONCE: usize = 200;
    let mut readers = Vec::with_capacity(count);
    while readers.len() < count {
        let mut opening = tokio::task::JoinSet::new();
        for _ in 0..AT_ONCE.min(count - readers.len()) {
            let place = place.clone();
            opening.spawn(async move { Reader::open(&place, "").await });
        }
        while let Some(opened) = opening.join_next().await {
            readers.push(opened.map_err(said)??);
        }
    }
    Ok(readers)
}
