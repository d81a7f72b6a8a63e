//! The store itself: values come back as they went in, a dropped transaction never was, faults have names.

use minyi_server::store::{DatabaseUrl, Db, Insert, StoreError, Stored, Value, in_list};

use crate::world::*;

promises! {
    values_come_back_as_they_went_in,
    a_dropped_transaction_never_was,
    a_repeated_key_is_a_conflict_that_names_the_rule_and_no_data,
    a_wrong_statement_is_a_fault_without_data,
    many_rows_go_in_with_one_call,
    opening_again_changes_nothing,
    a_store_of_a_newer_program_is_refused,
    writers_wait_for_each_other,
    rows_behind_a_guard_are_stored_with_its_move_or_not_at_all,
}

const COLUMNS: &str = "INSERT INTO sessions (token_hash, account, kind, device, signed_in_ms, expires_ms, ended_ms)";
const INSERT: &str = "INSERT INTO sessions (token_hash, account, kind, device, signed_in_ms, expires_ms, ended_ms) \
                      VALUES ($1, $2, $3, $4, $5, $6, $7)";

fn session(number: i64) -> [Value; 7] {
    let key = number.to_be_bytes().to_vec();
    [key.into(), "".into(), "kind".into(), "{\"名\":\"值\"}".into(), number.into(), 0_i64.into(), Value::NullInt]
}

async fn values_come_back_as_they_went_in(db: &Db) {
    db.run(INSERT, &session(i64::MIN)).await.unwrap();
    let sql = "INSERT INTO events (change_seq, matter, version, at_ms, payload, prev_hash, hash) \
               VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let hash = [0xff_u8; 32];
    let values = [1_i64.into(), "m".into(), 1_u32.into(), i64::MAX.into(), "".into(), Vec::new().into(), hash.into()];
    db.run(sql, &values).await.unwrap();
    let row = &db.rows("SELECT signed_in_ms, kind, device, ended_ms FROM sessions", &[]).await.unwrap()[0];
    assert_eq!((row.int(0).unwrap(), row.text(1).unwrap()), (i64::MIN, "kind".to_owned()));
    assert_eq!((row.text(2).unwrap(), row.opt_int(3).unwrap()), ("{\"名\":\"值\"}".to_owned(), None));
    let row = &db.rows("SELECT at_ms, payload, prev_hash, hash FROM events", &[]).await.unwrap()[0];
    assert_eq!((row.int(0).unwrap(), row.text(1).unwrap()), (i64::MAX, String::new()));
    assert_eq!((row.blob(2).unwrap(), row.hash(3).unwrap()), (Vec::new(), hash));
    assert_eq!(row.hash(2).unwrap_err(), StoreError::Corrupt);
}

async fn a_dropped_transaction_never_was(db: &Db) {
    let mut tx = db.begin().await.unwrap();
    assert_eq!(tx.run(INSERT, &session(1)).await.unwrap(), 1);
    assert_eq!(tx.rows("SELECT 1 FROM sessions", &[]).await.unwrap().len(), 1);
    drop(tx);
    assert!(db.rows("SELECT 1 FROM sessions", &[]).await.unwrap().is_empty());
    let mut tx = db.begin().await.unwrap();
    tx.run(INSERT, &session(1)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(db.rows("SELECT 1 FROM sessions", &[]).await.unwrap().len(), 1);
}

async fn a_repeated_key_is_a_conflict_that_names_the_rule_and_no_data(db: &Db) {
    db.run(INSERT, &session(1)).await.unwrap();
    let StoreError::Conflict(rule) = db.run(INSERT, &session(1)).await.unwrap_err() else { panic!("a conflict") };
    assert!(["sessions.token_hash", "sessions_pkey"].contains(&rule.as_str()), "{rule}");
}

async fn a_wrong_statement_is_a_fault_without_data(db: &Db) {
    let fault = db.run("INSERT INTO no_such_table VALUES ($1)", &["13800000000".into()]).await.unwrap_err();
    assert!(matches!(fault, StoreError::Fault(_)), "{fault:?}");
    assert!(!format!("{fault:?} {fault}").contains("13800000000"));
}

async fn many_rows_go_in_with_one_call(db: &Db) {
    let values: Vec<Value> = (1..=777).flat_map(session).collect();
    let mut tx = db.begin().await.unwrap();
    tx.insert(Insert { head: COLUMNS.into(), columns: 7, tail: String::new(), values }).await.unwrap();
    tx.commit().await.unwrap();
    let rows = db.rows("SELECT signed_in_ms FROM sessions ORDER BY signed_in_ms", &[]).await.unwrap();
    let seqs: Vec<i64> = rows.iter().map(|row| row.int(0).unwrap()).collect();
    assert_eq!(seqs, (1..=777).collect::<Vec<_>>());
    let (list, values) = in_list(1, [3_i64, 700, 9_999].map(Value::from));
    let rows =
        db.rows(&format!("SELECT signed_in_ms FROM sessions WHERE signed_in_ms IN {list}"), &values).await.unwrap();
    assert_eq!(rows.len(), 2);
}

async fn rows_behind_a_guard_are_stored_with_its_move_or_not_at_all(db: &Db) {
    const GUARD: &str = "UPDATE head SET seq = $1 WHERE seq = $2";
    let rows = |numbers: std::ops::Range<i64>| {
        let values = numbers.flat_map(session).collect();
        vec![
            Insert { head: COLUMNS.into(), columns: 7, tail: "ON CONFLICT (token_hash) DO NOTHING".into(), values },
            Insert { head: COLUMNS.into(), columns: 7, tail: String::new(), values: Vec::new() },
        ]
    };
    assert!(matches!(
        db.store_behind(GUARD, &[5_i64.into(), 0_i64.into()], rows(1..100)).await,
        Ok(Stored::Durably { .. })
    ));
    let stored = async || db.rows("SELECT 1 FROM sessions", &[]).await.unwrap().len();
    let seq = async || minyi_server::store::events::head(db).await.unwrap().seq;
    assert_eq!((stored().await, seq().await), (99, 5));
    // The guard is elsewhere.
    assert_eq!(db.store_behind(GUARD, &[6_i64.into(), 0_i64.into()], rows(100..120)).await, Ok(Stored::Nothing));
    assert_eq!((stored().await, seq().await), (99, 5));
    // A key is taken.
    let mut taken = rows(100..120);
    taken.push(Insert { head: COLUMNS.into(), columns: 7, tail: String::new(), values: session(1).to_vec() });
    let conflict = db.store_behind(GUARD, &[6_i64.into(), 5_i64.into()], taken).await.unwrap_err();
    assert!(matches!(conflict, StoreError::Conflict(_)), "{conflict:?}");
    assert_eq!((stored().await, seq().await), (99, 5));
    // And it goes on.
    assert!(matches!(
        db.store_behind(GUARD, &[6_i64.into(), 5_i64.into()], rows(100..120)).await,
        Ok(Stored::Durably { .. })
    ));
    assert_eq!((stored().await, seq().await), (119, 6));
}

async fn opening_again_changes_nothing(db: &Db) {
    let epoch = minyi_server::store::events::head(db).await.unwrap();
    if let Some(path) = db.sqlite_path() {
        let again = Db::open(&DatabaseUrl::Sqlite(path.to_owned())).await.unwrap();
        assert_eq!(minyi_server::store::events::head(&again).await.unwrap(), epoch);
        again.close().await;
    }
    assert_eq!(epoch.seq, 0);
}

async fn a_store_of_a_newer_program_is_refused(db: &Db) {
    db.run("INSERT INTO schema_migrations (number) VALUES (9999)", &[]).await.unwrap();
    if let Some(path) = db.sqlite_path() {
        let refused = Db::open(&DatabaseUrl::Sqlite(path.to_owned())).await.unwrap_err();
        assert_eq!(refused, StoreError::TooNew);
    }
}

async fn writers_wait_for_each_other(db: &Db) {
    let add = async || {
        let mut tx = db.begin().await.unwrap();
        let head = minyi_server::store::events::lock_head(&mut tx).await.unwrap();
        // Without the lock another task would read the same number here.
        tokio::task::yield_now().await;
        tx.run("UPDATE head SET seq = $1", &[(head.seq + 1).into()]).await.unwrap();
        tx.commit().await.unwrap();
    };
    futures_util::future::join_all((0..12).map(|_| add())).await;
    assert_eq!(minyi_server::store::events::head(db).await.unwrap().seq, 12);
}

#[test]
fn lists_of_values_are_numbered_through() {
    let (list, values) = in_list(4, [1_i64, 2, 3].map(Value::from));
    assert_eq!((list.as_str(), values.len(), &values[3]), ("($4,$5,$6,$7)", 4, &Value::Int(3)));
}

#[test]
fn a_database_is_named_by_its_url() {
    let sqlite = |path: &str| Ok(DatabaseUrl::Sqlite(path.into()));
    for (text, url) in [
        ("sqlite:a/b.db", sqlite("a/b.db")),
        ("sqlite:///var/lib/b.db", sqlite("/var/lib/b.db")),
        ("sqlite:", Err(())),
        ("b.db", Err(())),
        ("mysql://x", Err(())),
    ] {
        assert_eq!(text.parse::<DatabaseUrl>().map_err(|_| ()), url, "{text}");
    }
    let secret: DatabaseUrl = "postgres://minyi:geheim@db/minyi".parse().unwrap();
    assert!(!format!("{secret:?}").contains("geheim"));
}
