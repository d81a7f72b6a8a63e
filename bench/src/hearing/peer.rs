//! The peer: nginx with nchan, as Debian packages it, two workers, event streams.

use super::{Place, Publisher};
use crate::{Failure, said};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::process::Child;
use tokio::task::JoinSet;

const MODULE: &str = "/usr/lib/nginx/modules/ngx_nchan_module.so";

pub(super) struct Nchan {
    child: Child,
    port: u16,
    sent: u32,
    /// Publishing requests under way. nchan answers one only when it has written to its subscribers, so a single connection would
    /// publish less than ten a second.
    publishing: JoinSet<Result<TcpStream, Failure>>,
    idle: Vec<TcpStream>,
    _folder: tempfile::TempDir,
}

impl Nchan {
    /// Starts it; the inner error says what is missing on this machine.
    pub(super) async fn start() -> Result<Result<Self, String>, Failure> {
        if !Path::new(MODULE).exists() || !Path::new("/usr/sbin/nginx").exists() {
            return Ok(Err("nginx with nchan is not installed (Debian packages nginx and libnginx-mod-nchan)".into()));
        }
        let folder = tempfile::tempdir()?;
        let port = tokio::net::TcpListener::bind("127.0.0.1:0").await?.local_addr()?.port();
        std::fs::write(folder.path().join("nginx.conf"), configuration(folder.path(), port))?;
        let child = tokio::process::Command::new("/usr/sbin/nginx")
            .arg("-p")
            .arg(folder.path())
            .args(["-c", "nginx.conf", "-e", "error.log"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        for _ in 0..50 {
            if let Ok(connection) = connect(port).await {
                let (publishing, idle) = (JoinSet::new(), vec![connection]);
                return Ok(Ok(Self { child, port, sent: 0, publishing, idle, _folder: folder }));
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        let log = std::fs::read_to_string(folder.path().join("error.log")).unwrap_or_default();
        Ok(Err(format!("nginx did not start: {log}")))
    }
}

async fn connect(port: u16) -> Result<TcpStream, Failure> {
    let connection = TcpStream::connect(("127.0.0.1", port)).await?;
    connection.set_nodelay(true)?;
    Ok(connection)
}

/// Publishes over a connection and gives it back with the answer.
async fn post(mut connection: TcpStream, body: String) -> Result<TcpStream, Failure> {
    let request = format!("POST /publish HTTP/1.1\r\nHost: peer\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    connection.write_all(request.as_bytes()).await?;
    let mut answer = [0_u8; 2_048];
    let read = connection.read(&mut answer).await?;
    if !answer[..read].starts_with(b"HTTP/1.1 20") {
        return Err(Failure::Said(format!("the peer answered {}", String::from_utf8_lossy(&answer[..read]))));
    }
    Ok(connection)
}

fn configuration(folder: &Path, port: u16) -> String {
    let temporary = folder.display();
    // Without a user of its own it runs as ours; root's workers would not reach the folder otherwise.
    let user = if rustix::process::geteuid().is_root() { "user root;" } else { "" };
    format!(
        "load_module {MODULE};\n{user}\ndaemon off;\nworker_processes 2;\nworker_rlimit_nofile 20000;\npid nginx.pid;\n\
         events {{ worker_connections 18000; }}\n\
         http {{\n  access_log off;\n  client_body_temp_path {temporary}/body;\n  proxy_temp_path {temporary}/proxy;\n  \
         fastcgi_temp_path {temporary}/fastcgi;\n  uwsgi_temp_path {temporary}/uwsgi;\n  scgi_temp_path {temporary}/scgi;\n  \
         nchan_shared_memory_size 256M;\n  keepalive_requests 1000000;\n  server {{\n    listen 127.0.0.1:{port} backlog=4096;\n    \
         location = /publish {{ nchan_publisher; nchan_channel_id hearing; nchan_message_buffer_length 1024; }}\n    \
         location = /stream {{ nchan_subscriber eventsource; nchan_channel_id hearing; nchan_subscriber_first_message newest; }}\n  }}\n}}\n"
    )
}

impl Publisher for Nchan {
    fn place(&self) -> Place {
        Place { port: self.port, path: "/stream".into(), header: "Accept: text/event-stream\r\n".into() }
    }

    async fn publish(&mut self) -> Result<u32, Failure> {
        self.sent += 1;
        let (from, to) = (self.sent - 1, self.sent);
        // About 250 bytes, as issue 6 has it; a frame of ours with one tally is longer.
        let body = format!("{{\"from\":{from},\"to\":{to},\"filling\":\"{}\"}}", "x".repeat(213));
        while let Some(answered) = self.publishing.try_join_next() {
            self.idle.push(answered.map_err(said)??);
        }
        let connection = match self.idle.pop() {
            Some(connection) => connection,
            None => connect(self.port).await?,
        };
        self.publishing.spawn(post(connection, body));
        Ok(to)
    }

    async fn settle(&mut self) -> Result<(), Failure> {
        while let Some(answered) = self.publishing.join_next().await {
            self.idle.push(answered.map_err(said)??);
        }
        Ok(())
    }

    /// Master and workers; shared memory is counted once, by shares.
    fn resident_kib(&self) -> Result<u64, Failure> {
        let master = self.child.id().ok_or_else(|| said("the peer ended"))?;
        let children = std::fs::read_to_string(format!("/proc/{master}/task/{master}/children"))?;
        let mut sum = 0;
        for process in children.split_whitespace() {
            let rollup = std::fs::read_to_string(format!("/proc/{process}/smaps_rollup"))?;
            sum += super::scenes::field_kib(&rollup, "Pss:").unwrap_or(0);
        }
        Ok(sum)
    }
}
