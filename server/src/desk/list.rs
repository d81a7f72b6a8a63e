//! Lists: what a reader looks for, as SQL. Everything a person typed is bound as a value.

use jiff::ToSpan;
use jiff::civil::Date;
use minyi_rulebook::actor::Actor;
use minyi_rulebook::audience::own_readers_of;
use minyi_rulebook::citizen_case::Stage;
use minyi_rulebook::citizen_case::facts::Fact;
use minyi_rulebook::citizen_case::waiting::Desk as Place;
use minyi_rulebook::class::TriageClass;
use minyi_rulebook::ids::{MatterId, OrganId};
use minyi_rulebook::procedure::wire_name;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::words;
use crate::store::db::Value;
use crate::store::{Db, Row, StoreError};

/// Counted exactly up to here; beyond it "more than" is enough.
pub const COUNTED_MOST: i64 = 10_000;

/// When something is owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DueIn {
    /// 已超期
    Overdue,
    /// 今日到期
    Today,
    /// 七日内到期, today included
    Week,
}

/// In which order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// Newest change first.
    #[default]
    Changed,
    /// Soonest due first; what is due never comes last.
    Due,
    /// Newest case first.
    Filed,
}

/// What to look for. Everything must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Words, in the texts that the reader may see whole; or a case's number.
    pub text: Option<String>,
    pub stage: Option<Stage>,
    pub class: Option<TriageClass>,
    /// Receiving station or lead unit.
    pub organ: Option<OrganId>,
    pub due: Option<DueIn>,
    /// Only what waits for the reader.
    pub waiting: bool,
    pub facts: Vec<Fact>,
    /// Filed on this day or later.
    pub from: Option<Date>,
    /// Filed on this day or earlier.
    pub to: Option<Date>,
    /// Only cases with a place.
    pub placed: bool,
}

/// The conditions as SQL over `desk d`.
#[derive(Debug)]
pub(super) struct Conditions {
    pub(super) sql: String,
    pub(super) values: Vec<Value>,
}

impl Conditions {
    fn bind(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }

    fn and(&mut self, condition: &str) {
        self.sql.push_str(" AND ");
        self.sql.push_str(condition);
    }

    /// What this reader may see at all.
    pub(super) fn of(db: &Db, actor: &Actor, today: Date, filter: &Filter) -> Self {
        let mut all = Self { sql: "1 = 1".to_owned(), values: Vec::new() };
        let readers: Vec<String> = own_readers_of(actor).iter().map(|reader| all.bind(reader.to_string())).collect();
        let readers = readers.join(", ");
        // Who sees an outline must not learn by searching what is in it.
        let whole = if filter.text.is_some() || filter.placed { "AND s.sight = 'full'" } else { "" };
        all.and(&format!(
            "EXISTS (SELECT 1 FROM sights s WHERE s.reader IN ({readers}) AND s.matter = d.matter AND s.gone = 0 {whole})"
        ));
        all.narrow(db, actor, today, filter);
        all
    }

    fn narrow(&mut self, db: &Db, actor: &Actor, today: Date, filter: &Filter) {
        if let Some(text) = &filter.text {
            self.text(db, text);
        }
        if let Some(stage) = filter.stage {
            let stage = self.bind(wire_name(&stage));
            self.and(&format!("d.stage = {stage}"));
        }
        if let Some(class) = filter.class {
            let class = self.bind(wire_name(&class));
            self.and(&format!("d.class = {class}"));
        }
        if let Some(organ) = &filter.organ {
            let organ = self.bind(organ.as_str());
            self.and(&format!("(d.station = {organ} OR d.lead = {organ})"));
        }
        match filter.due {
            Some(DueIn::Overdue) => {
                let today = self.bind(today.to_string());
                self.and(&format!("d.due < {today}"));
            }
            Some(DueIn::Today) => {
                let today = self.bind(today.to_string());
                self.and(&format!("d.due = {today}"));
            }
            Some(DueIn::Week) => {
                let last = today.checked_add(6.days()).unwrap_or(today);
                let (today, last) = (self.bind(today.to_string()), self.bind(last.to_string()));
                self.and(&format!("d.due >= {today} AND d.due <= {last}"));
            }
            None => {}
        }
        if filter.waiting {
            match Place::of(actor) {
                Some(place) => {
                    let place = self.bind(place.to_string());
                    self.and(&format!(
                        "EXISTS (SELECT 1 FROM desk_waits w WHERE w.who = {place} AND w.matter = d.matter)"
                    ));
                }
                None => self.and("1 = 0"),
            }
        }
        if !filter.facts.is_empty() {
            let bits = self.bind(Fact::bits(&filter.facts));
            self.and(&format!("(d.facts & {bits}) = {bits}"));
        }
        if let Some(from) = filter.from {
            let from = self.bind(from.to_string());
            self.and(&format!("d.submitted >= {from}"));
        }
        if let Some(to) = filter.to {
            let to = self.bind(to.to_string());
            self.and(&format!("d.submitted <= {to}"));
        }
        if filter.placed {
            self.and("d.lat_e6 IS NOT NULL");
        }
    }

    fn text(&mut self, db: &Db, text: &str) {
        if let Ok(matter) = text.trim().parse::<MatterId>() {
            let matter = self.bind(matter.to_string());
            self.and(&format!("d.matter = {matter}"));
            return;
        }
        let asked = words::asked(text);
        if asked.is_empty() {
            self.and("1 = 0");
            return;
        }
        // Words are letters, digits and Chinese characters only, so neither question needs an escape.
        let (question, condition) = match db {
            Db::Sqlite(_) => {
                let each = asked.iter().map(|one| format!("\"{}\"{}", one.word, if one.begins { "*" } else { "" }));
                let question: Vec<String> = each.collect();
                (question.join(" AND "), "d.place IN (SELECT rowid FROM desk_words WHERE desk_words MATCH {})")
            }
            Db::Postgres(_) => {
                let each = asked.iter().map(|one| format!("'{}'{}", one.word, if one.begins { ":*" } else { "" }));
                let question: Vec<String> = each.collect();
                (
                    question.join(" & "),
                    "d.place IN (SELECT rowid FROM desk_words \
                     WHERE array_to_tsvector(string_to_array(words, ' ')) @@ CAST(CAST({} AS TEXT) AS tsquery))",
                )
            }
        };
        let question = self.bind(question);
        self.and(&condition.replace("{}", &question));
    }
}

/// Which page, in which order.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    pub order: Order,
    /// From 1.
    pub number: u32,
    pub limit: u16,
}

/// A case at its place in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub matter: MatterId,
    pub station: Option<OrganId>,
    pub lead: Option<OrganId>,
    pub due: Option<Date>,
    /// Millionths of a degree, WGS84.
    pub place: Option<(i64, i64)>,
    pub facts: i64,
}

impl Listed {
    fn of(row: &Row) -> Result<Self, StoreError> {
        let code = |column| row.opt_text(column).map(|code| code.and_then(|code| OrganId::new(code).ok()));
        Ok(Self {
            matter: row.parsed(0)?,
            station: code(1)?,
            lead: code(2)?,
            due: row.opt_text(3)?.and_then(|due| due.parse().ok()),
            place: row.opt_int(4)?.zip(row.opt_int(5)?),
            facts: row.int(6)?,
        })
    }
}

/// One page of a list, and how long the list is, up to [`COUNTED_MOST`] and one more.
pub async fn page(
    db: &Db,
    actor: &Actor,
    today: Date,
    filter: &Filter,
    page: Page,
) -> Result<(Vec<Listed>, i64), StoreError> {
    let conditions = Conditions::of(db, actor, today, filter);
    let offset = i64::from(page.number.saturating_sub(1)) * i64::from(page.limit);
    let listed = listed(db, &conditions, page.order, &format!("{} OFFSET {offset}", page.limit)).await?;
    Ok((listed, count(db, &conditions).await?))
}

/// The whole list, `most` at the most.
pub async fn all(
    db: &Db,
    actor: &Actor,
    today: Date,
    filter: &Filter,
    order: Order,
    most: usize,
) -> Result<Vec<Listed>, StoreError> {
    listed(db, &Conditions::of(db, actor, today, filter), order, &most.to_string()).await
}

async fn listed(db: &Db, conditions: &Conditions, order: Order, limit: &str) -> Result<Vec<Listed>, StoreError> {
    let order = match order {
        Order::Changed => "d.change_seq DESC",
        Order::Due => "CASE WHEN d.due IS NULL THEN 1 ELSE 0 END, d.due, d.change_seq DESC",
        Order::Filed => "d.place DESC",
    };
    let sql = format!(
        "SELECT d.matter, d.station, d.lead, d.due, d.lat_e6, d.lon_e6, d.facts FROM desk d WHERE {} \
         ORDER BY {order} LIMIT {limit}",
        conditions.sql
    );
    let rows = db.rows(&sql, &conditions.values).await?;
    rows.iter().map(Listed::of).collect()
}

/// How many there are, up to [`COUNTED_MOST`] and one more.
pub(super) async fn count(db: &Db, conditions: &Conditions) -> Result<i64, StoreError> {
    let sql = format!(
        "SELECT COUNT(*) FROM (SELECT 1 AS one FROM desk d WHERE {} LIMIT {}) counted",
        conditions.sql,
        COUNTED_MOST + 1
    );
    db.rows(&sql, &conditions.values).await?.first().map_or(Ok(0), |row| row.int(0))
}

/// How many of what the reader sees fit the filter, up to [`COUNTED_MOST`] and one more.
pub async fn how_many(db: &Db, actor: &Actor, today: Date, filter: &Filter) -> Result<i64, StoreError> {
    count(db, &Conditions::of(db, actor, today, filter)).await
}

/// Open cases near a place or with some of the same words, newest first, that the reader sees whole.
pub async fn candidates(
    db: &Db,
    actor: &Actor,
    today: Date,
    near: Option<(i64, i64)>,
    title: &str,
    most: u16,
) -> Result<Vec<MatterId>, StoreError> {
    let filter = Filter { text: None, ..Filter::default() };
    let mut conditions = Conditions::of(db, actor, today, &filter);
    conditions.and("d.stage <> 'closed'");
    let asked = words::asked(title);
    let mut any = Vec::new();
    if let Some((lat, lon)) = near {
        // About a kilometre to each side at this latitude.
        let edges = [lat - 9_000, lat + 9_000, lon - 10_500, lon + 10_500].map(|edge| conditions.bind(edge));
        any.push(format!(
            "(d.lat_e6 BETWEEN {} AND {} AND d.lon_e6 BETWEEN {} AND {})",
            edges[0], edges[1], edges[2], edges[3]
        ));
    }
    if !asked.is_empty() {
        let (joined, condition) = match db {
            Db::Sqlite(_) => {
                let each: Vec<String> = asked.iter().map(|one| format!("\"{}\"", one.word)).collect();
                (each.join(" OR "), "d.place IN (SELECT rowid FROM desk_words WHERE desk_words MATCH {})")
            }
            Db::Postgres(_) => {
                let each: Vec<String> = asked.iter().map(|one| format!("'{}'", one.word)).collect();
                (
                    each.join(" | "),
                    "d.place IN (SELECT rowid FROM desk_words \
                     WHERE array_to_tsvector(string_to_array(words, ' ')) @@ CAST(CAST({} AS TEXT) AS tsquery))",
                )
            }
        };
        let question = conditions.bind(joined);
        any.push(condition.replace("{}", &question));
    }
    if any.is_empty() {
        return Ok(Vec::new());
    }
    conditions.and(&format!("({})", any.join(" OR ")));
    let sql = format!("SELECT d.matter FROM desk d WHERE {} ORDER BY d.change_seq DESC LIMIT {most}", conditions.sql);
    db.rows(&sql, &conditions.values).await?.iter().map(|row| row.parsed(0)).collect()
}
