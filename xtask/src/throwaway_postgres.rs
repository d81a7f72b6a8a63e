//! A PostgreSQL that exists for one command: its own folder, its own free port, trusted on loopback only, gone afterwards.
//!
//! - Durable as in production (`fsync` stays on): the bench compares against it, so a fast lie would be worthless.
//! - PostgreSQL refuses to run as root; for root (containers, CI) it runs as user `postgres`, else `nobody`.
//! - It goes away on drop and on Ctrl-C. After `kill -9` of its owner it stays behind with an unlocked `owner.lock`;
//!   the next start sweeps such folders, so nothing piles up.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::net::TcpListener;
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio, exit};
use std::sync::{Arc, Mutex, Once, PoisonError, Weak};

/// Tests and bench find the database by this variable.
pub(crate) const URL_VARIABLE: &str = "MINYI_TEST_POSTGRES_URL";

const USER: &str = "postgres";
/// A free port can be taken between our look and PostgreSQL's bind; then another one is tried.
const START_ATTEMPTS: u32 = 3;
/// Room for a test runner with many tests, each with its own small pool.
const MAX_CONNECTIONS: u32 = 200;
/// `sun_path` holds 108 bytes; what is left over is `/.s.PGSQL.65535.lock` and the final zero.
const LONGEST_SOCKET_FOLDER: usize = 86;

/// A running database. Dropping it stops the server and deletes its folder.
#[derive(Debug)]
pub(crate) struct ThrowawayPostgres {
    port: u16,
    programs: PathBuf,
    /// Taken by whoever ends it first: drop or the signal handler.
    cluster: Arc<Mutex<Option<Cluster>>>,
}

impl ThrowawayPostgres {
    /// # Errors
    /// In words for the terminal: the programs are missing, or PostgreSQL's own complaint.
    pub(crate) fn start() -> Result<Self, String> {
        let programs = find_programs().ok_or(
            "PostgreSQL's server programs (initdb, pg_ctl) are neither in PATH nor in /usr/lib/postgresql/*/bin; \
             `scripts/setup test` installs them",
        )?;
        let cluster = Cluster::claim_folder(&programs)?;
        let cluster = Arc::new(Mutex::new(Some(cluster)));
        end_on_signal(&cluster);
        // Built before the database runs, so that an early return already cleans up.
        let mut postgres = Self { port: 0, programs, cluster };
        postgres.port = match postgres.cluster.lock().unwrap_or_else(PoisonError::into_inner).as_ref() {
            Some(cluster) => cluster.init_and_start()?,
            None => return Err("interrupted".to_owned()),
        };
        Ok(postgres)
    }

    /// `postgres://…` of its default database; the user may create others.
    pub(crate) fn url(&self) -> String {
        format!("postgres://{USER}@127.0.0.1:{}/postgres", self.port)
    }

    /// Lets `command` find the database: our URL, libpq's own variables for `psql` and `pgbench`, and those in PATH.
    pub(crate) fn lend_to<'c>(&self, command: &'c mut Command) -> &'c mut Command {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let path = std::env::join_paths(std::iter::once(self.programs.clone()).chain(std::env::split_paths(&path)))
            .unwrap_or(path);
        command
            .env(URL_VARIABLE, self.url())
            .env("PGHOST", "127.0.0.1")
            .env("PGPORT", self.port.to_string())
            .env("PGUSER", USER)
            .env("PGDATABASE", "postgres")
            .env("PATH", path)
    }
}

impl Drop for ThrowawayPostgres {
    fn drop(&mut self) {
        if let Some(cluster) = self.cluster.lock().unwrap_or_else(PoisonError::into_inner).take() {
            cluster.end();
        }
    }
}

/// One folder with a database in it, and the account that owns it.
#[derive(Debug)]
struct Cluster {
    folder: PathBuf,
    programs: PathBuf,
    account: Account,
    /// Locked while we live; the lock vanishes with the process, however that ends.
    _owner: File,
}

impl Cluster {
    /// A new folder that the database's account can enter, after sweeping what dead owners left.
    fn claim_folder(programs: &Path) -> Result<Self, String> {
        let account = Account::able_to_run_postgres()?;
        let mut refused = String::new();
        for base in [crate::target().join("throwaway-postgres"), std::env::temp_dir().join("minyi-throwaway-postgres")]
        {
            match Self::claim_folder_in(&base, programs, &account) {
                Ok(cluster) if cluster.account.can_write(&cluster.folder) => return Ok(cluster),
                Ok(cluster) => {
                    println!("{} is closed to user {}; trying elsewhere", base.display(), cluster.account.name());
                    cluster.end();
                }
                Err(error) => refused = format!("{}: {error}", base.display()),
            }
        }
        Err(format!("no folder for a throw-away PostgreSQL: {refused}"))
    }

    fn claim_folder_in(base: &Path, programs: &Path, account: &Account) -> std::io::Result<Self> {
        fs::create_dir_all(base)?;
        // One at a time here: a folder whose owner is just about to lock it must not look abandoned.
        let gate = File::create(base.join("gate.lock"))?;
        gate.lock()?;
        sweep(base, programs, account);
        let folder = (0_u32..)
            .map(|n| base.join(format!("{}-{n}", std::process::id())))
            .find(|folder| !folder.exists())
            .expect("a process does not start 2^32 databases");
        fs::create_dir(&folder)?;
        let owner = File::create(folder.join("owner.lock"))?;
        owner.lock()?;
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o700))?;
        if let Account::Other { uid, gid, .. } = account {
            chown(&folder, Some(*uid), Some(*gid))?;
        }
        Ok(Self { folder, programs: programs.to_owned(), account: account.clone(), _owner: owner })
    }

    /// Returns the port it listens on.
    fn init_and_start(&self) -> Result<u16, String> {
        // C locale: text sorts by bytes, as in SQLite. `--no-sync` speeds up the creation only, not the database.
        let mut initdb = self.program("initdb");
        initdb.args(["--username", USER, "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "--pgdata"]);
        require_success("initdb", initdb.arg(self.data()))?;
        let mut complaint = String::new();
        for _ in 0..START_ATTEMPTS {
            let port = free_port().map_err(|error| format!("no free port on 127.0.0.1: {error}"))?;
            self.configure(port).map_err(|error| format!("cannot configure PostgreSQL: {error}"))?;
            let mut start = self.program("pg_ctl");
            start.args(["start", "--wait", "--silent", "--log"]).arg(self.log()).arg("--pgdata").arg(self.data());
            match require_success("pg_ctl start", &mut start) {
                Ok(()) => return Ok(port),
                Err(error) => complaint = error,
            }
        }
        let log = fs::read_to_string(self.log()).unwrap_or_default();
        Err(format!("{complaint}\n{log}"))
    }

    fn configure(&self, port: u16) -> std::io::Result<()> {
        let socket_folder = if self.folder.as_os_str().len() <= LONGEST_SOCKET_FOLDER {
            self.folder.to_string_lossy().replace('\'', "''")
        } else {
            String::new()
        };
        let mut config = OpenOptions::new().append(true).open(self.data().join("postgresql.conf"))?;
        // The last line of a name wins, so a second attempt may simply append.
        writeln!(
            config,
            "\nlisten_addresses = '127.0.0.1'\nport = {port}\nunix_socket_directories = '{socket_folder}'\n\
             max_connections = {MAX_CONNECTIONS}\nfsync = on\nsynchronous_commit = on"
        )
    }

    /// Stops the server, if one runs, and deletes the folder. Never fails: the next sweep would finish the work.
    fn end(self) {
        stop_and_delete(&self.folder, &self.programs, &self.account);
    }

    fn program(&self, name: &str) -> Command {
        self.account.command(&self.programs.join(name))
    }

    fn data(&self) -> PathBuf {
        data_in(&self.folder)
    }

    fn log(&self) -> PathBuf {
        self.folder.join("postgres.log")
    }
}

fn data_in(folder: &Path) -> PathBuf {
    folder.join("data")
}

fn stop_and_delete(folder: &Path, programs: &Path, account: &Account) {
    if data_in(folder).join("postmaster.pid").exists() {
        // Immediate: the data is about to be deleted, there is nothing to write back.
        let mut stop = account.command(&programs.join("pg_ctl"));
        stop.args(["stop", "--mode=immediate", "--silent", "--pgdata"]).arg(data_in(folder));
        if let Err(error) = require_success("pg_ctl stop", &mut stop) {
            println!("xtask: {error}");
        }
    }
    if let Err(error) = fs::remove_dir_all(folder)
        && error.kind() != ErrorKind::NotFound
    {
        println!("xtask: cannot delete {}: {error}", folder.display());
    }
}

/// Ends databases whose owner died without being able to. Such a folder's lock is free, or gone if its deletion was cut
/// short; a folder that is being made has no lock either, which is why the caller holds the gate.
fn sweep(base: &Path, programs: &Path, account: &Account) {
    for folder in fs::read_dir(base).into_iter().flatten().flatten().map(|entry| entry.path()) {
        let abandoned = match File::open(folder.join("owner.lock")) {
            Ok(owner) => owner.try_lock().is_ok(),
            Err(error) => folder.is_dir() && error.kind() == ErrorKind::NotFound,
        };
        if abandoned {
            stop_and_delete(&folder, programs, account);
        }
    }
}

/// Who runs the server.
#[derive(Debug, Clone)]
enum Account {
    Ourselves,
    Other { name: &'static str, uid: u32, gid: u32 },
}

impl Account {
    fn able_to_run_postgres() -> Result<Self, String> {
        if id(&["-u"]) != Some(0) {
            return Ok(Self::Ourselves);
        }
        ["postgres", "nobody"]
            .into_iter()
            .find_map(|name| Some(Self::Other { name, uid: id(&["-u", name])?, gid: id(&["-g", name])? }))
            .ok_or_else(|| "PostgreSQL refuses to run as root, and there is no user postgres or nobody".to_owned())
    }

    fn name(&self) -> &'static str {
        match self {
            Self::Ourselves => "(this one)",
            Self::Other { name, .. } => name,
        }
    }

    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        // The current folder may be closed to the account, and PostgreSQL wants one it can return to.
        command.current_dir("/").stdin(Stdio::null());
        if let Self::Other { uid, gid, .. } = self {
            command.uid(*uid).gid(*gid);
        }
        command
    }

    fn can_write(&self, folder: &Path) -> bool {
        let mut test = self.command(Path::new("test"));
        test.arg("-w").arg(folder).arg("-a").arg("-x").arg(folder);
        test.status().is_ok_and(|status| status.success())
    }
}

fn id(args: &[&str]) -> Option<u32> {
    let output = Command::new("id").args(args).stderr(Stdio::null()).output().ok()?;
    String::from_utf8(output.stdout).ok()?.trim().parse().ok()
}

/// The folder that holds `initdb` and `pg_ctl`: the first in PATH, else Debian's newest version.
pub(crate) fn find_programs() -> Option<PathBuf> {
    let in_path = std::env::var_os("PATH")
        .and_then(|path| std::env::split_paths(&path).find(|folder| folder.join("initdb").is_file()));
    let newest = || {
        fs::read_dir("/usr/lib/postgresql")
            .ok()?
            .flatten()
            .filter_map(|entry| Some((entry.file_name().to_str()?.parse::<u32>().ok()?, entry.path().join("bin"))))
            .filter(|(_, folder)| folder.join("initdb").is_file())
            .max()
            .map(|(_, folder)| folder)
    };
    // A link in PATH is followed: its neighbours (pg_ctl, pgbench) live where it points to.
    let initdb = in_path.or_else(newest)?.join("initdb").canonicalize().ok()?;
    let folder = initdb.parent()?.to_owned();
    folder.join("pg_ctl").is_file().then_some(folder)
}

fn free_port() -> std::io::Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

fn require_success(what: &str, command: &mut Command) -> Result<(), String> {
    let Output { status, stdout, stderr } = command.output().map_err(|error| format!("cannot run {what}: {error}"))?;
    if status.success() {
        return Ok(());
    }
    let said = [stdout, stderr].concat();
    Err(format!("{what} failed ({status}): {}", String::from_utf8_lossy(&said).trim()))
}

/// On Ctrl-C, SIGTERM or SIGHUP: end the databases that still live, then leave.
fn end_on_signal(cluster: &Arc<Mutex<Option<Cluster>>>) {
    static LIVING: Mutex<Vec<Weak<Mutex<Option<Cluster>>>>> = Mutex::new(Vec::new());
    static HANDLER: Once = Once::new();
    LIVING.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::downgrade(cluster));
    HANDLER.call_once(|| {
        let installed = ctrlc::set_handler(|| {
            let living = LIVING.lock().unwrap_or_else(PoisonError::into_inner);
            for cluster in living.iter().filter_map(Weak::upgrade) {
                if let Some(cluster) = cluster.lock().unwrap_or_else(PoisonError::into_inner).take() {
                    cluster.end();
                }
            }
            exit(130);
        });
        if let Err(error) = installed {
            println!("xtask: Ctrl-C will leave the database behind until the next start: {error}");
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(postgres: &ThrowawayPostgres, question: &str) -> String {
        let mut psql = Command::new("psql");
        let output = postgres.lend_to(psql.args(["-XAtc", question])).output().expect("psql stands beside pg_ctl");
        String::from_utf8(output.stdout).expect("psql speaks UTF-8").trim().to_owned()
    }

    fn folder_of(postgres: &ThrowawayPostgres) -> PathBuf {
        postgres.cluster.lock().unwrap().as_ref().expect("it runs").folder.clone()
    }

    /// Without PostgreSQL a developer's run may go on; under CI (variable `CI`) its absence is a failure.
    fn installed() -> bool {
        let installed = find_programs().is_some();
        assert!(installed || std::env::var_os("CI").is_none(), "PostgreSQL is missing: run scripts/setup test");
        installed
    }

    #[test]
    fn it_is_durable_sorts_by_bytes_and_leaves_nothing_behind() {
        if !installed() {
            return;
        }
        let postgres = ThrowawayPostgres::start().unwrap();
        let other = ThrowawayPostgres::start().unwrap();
        assert_ne!(postgres.url(), other.url(), "two live side by side");
        assert_eq!(answer(&postgres, "show fsync"), "on");
        assert_eq!(answer(&postgres, "show synchronous_commit"), "on");
        assert_eq!(answer(&postgres, "select 'a' < 'B'"), "f");
        let (folder, port) = (folder_of(&postgres), postgres.port);
        drop(postgres);
        assert!(!folder.exists());
        assert!(TcpListener::bind(("127.0.0.1", port)).is_ok(), "its port is free again");
        assert_eq!(answer(&other, "select 1"), "1", "the neighbour lives on");
    }

    #[test]
    fn a_folder_whose_owner_died_is_swept_and_a_living_one_is_not() {
        let base = crate::target().join(format!("sweep-test-{}", std::process::id()));
        for name in ["dead", "half-deleted", "alive"] {
            fs::create_dir_all(base.join(name)).unwrap();
        }
        drop(File::create(base.join("dead/owner.lock")).unwrap());
        let owner = File::create(base.join("alive/owner.lock")).unwrap();
        owner.lock().unwrap();
        sweep(&base, Path::new("/nonexistent"), &Account::Ourselves);
        let left: Vec<_> = fs::read_dir(&base).unwrap().flatten().map(|entry| entry.file_name()).collect();
        fs::remove_dir_all(&base).unwrap();
        assert_eq!(left, ["alive"]);
    }
}
