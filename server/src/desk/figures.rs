//! Figures: the registry of the rulebook, counted over what the reader may see. One walk over the facts counts everything.

use std::collections::BTreeMap;

use jiff::civil::Date;
use minyi_rulebook::actor::Actor;
use minyi_rulebook::citizen_case::facts::Fact;
use minyi_rulebook::citizen_case::figures::{Board, FIGURES};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::list::{Conditions, Filter};
use crate::store::{Db, StoreError};

/// Cells with fewer cases could tell of one person; they are not for the public.
pub const SMALL: i64 = 3;

/// One figure, counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CountedFigure {
    pub id: String,
    pub zh: String,
    pub en: String,
    pub boards: Vec<Board>,
    pub numerator: i64,
    /// `None` for a plain count.
    pub denominator: Option<i64>,
    /// Open the cases of the numerator: the list with these facts.
    pub numerator_facts: Vec<Fact>,
    /// The same of the denominator; empty for a plain count.
    pub denominator_facts: Vec<Fact>,
    /// Whether some cell is smaller than three: not to be published.
    pub small: bool,
    /// By lead unit, the largest denominators first.
    pub by_unit: Vec<Cell>,
    /// By receiving station, the largest denominators first.
    pub by_station: Vec<Cell>,
}

/// A figure's part of one organ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Cell {
    pub organ: String,
    pub numerator: i64,
    pub denominator: Option<i64>,
    pub small: bool,
}

/// How often each combination of facts occurs, for each unit and station.
type Tally = BTreeMap<(Option<String>, Option<String>), BTreeMap<i64, i64>>;

/// Counts every figure over the cases that fit.
pub async fn count(db: &Db, actor: &Actor, today: Date, filter: &Filter) -> Result<Vec<CountedFigure>, StoreError> {
    let conditions = Conditions::of(db, actor, today, filter);
    let sql = format!(
        "SELECT d.lead, d.station, d.facts, COUNT(*) FROM desk d WHERE {} GROUP BY d.lead, d.station, d.facts",
        conditions.sql
    );
    let mut tally = Tally::new();
    for row in db.rows(&sql, &conditions.values).await? {
        *tally.entry((row.opt_text(0)?, row.opt_text(1)?)).or_default().entry(row.int(2)?).or_default() +=
            row.int(3)?;
    }
    Ok(figures(&tally))
}

fn figures(tally: &Tally) -> Vec<CountedFigure> {
    let each = FIGURES.iter().map(|figure| {
        let (numerator_facts, denominator_facts) = (figure.of.numerator(), figure.of.denominator());
        let part = Fact::bits(&numerator_facts);
        let whole = denominator_facts.as_ref().map(|facts| Fact::bits(facts));
        let (mut all, mut units, mut stations) = (Counts::default(), BTreeMap::new(), BTreeMap::new());
        for ((unit, station), facts) in tally {
            let counts = Counts::of(facts, part, whole);
            all.add(counts);
            for (cells, organ) in [(&mut units, unit), (&mut stations, station)] {
                if let Some(organ) = organ {
                    cells.entry(organ.clone()).or_insert_with(Counts::default).add(counts);
                }
            }
        }
        let share = whole.is_some();
        CountedFigure {
            id: figure.id.to_owned(),
            zh: figure.zh.to_owned(),
            en: figure.en.to_owned(),
            boards: figure.boards.to_vec(),
            numerator: all.part,
            denominator: share.then_some(all.whole),
            numerator_facts,
            denominator_facts: denominator_facts.unwrap_or_default(),
            small: all.is_small(share),
            by_unit: cells(units, share),
            by_station: cells(stations, share),
        }
    });
    each.collect()
}

fn cells(counts: BTreeMap<String, Counts>, share: bool) -> Vec<Cell> {
    let mut cells: Vec<Cell> = counts
        .into_iter()
        .filter(|(_, counts)| counts.part > 0 || counts.whole > 0)
        .map(|(organ, counts)| Cell {
            organ,
            numerator: counts.part,
            denominator: share.then_some(counts.whole),
            small: counts.is_small(share),
        })
        .collect();
    cells.sort_by_key(|cell| std::cmp::Reverse(cell.denominator.unwrap_or(cell.numerator)));
    cells
}

#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    part: i64,
    whole: i64,
}

impl Counts {
    fn of(facts: &BTreeMap<i64, i64>, part: i64, whole: Option<i64>) -> Self {
        let having = |bits: i64| facts.iter().filter(|(facts, _)| **facts & bits == bits).map(|(_, many)| many).sum();
        Self { part: having(part), whole: whole.map_or(0, having) }
    }

    fn add(&mut self, other: Self) {
        self.part += other.part;
        self.whole += other.whole;
    }

    /// Whether the numerator, or those left out of it, are one or two people.
    fn is_small(self, share: bool) -> bool {
        let small = |cases: i64| cases > 0 && cases < SMALL;
        small(self.part) || (share && (small(self.whole) || small(self.whole - self.part)))
    }
}
