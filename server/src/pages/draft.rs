//! A case on its way through the form (草稿). Without JavaScript it travels in hidden fields from step to step: this server keeps no
//! words that nobody has filed. Ids are made once, with the first page, so that a button pressed twice files once.

use minyi_rulebook::actor::{Actor, Capacity};
use minyi_rulebook::citizen_case::{Addressee, CaseCommand, Filing, Photo, Place, Submission, decide};
use minyi_rulebook::ids::{CommandId, MatterId, OrganId, UserId};
use minyi_rulebook::refusal::Refusal;
use serde::Deserialize;
use uuid::Uuid;

use crate::app::App;

/// The fields, as a browser sends them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct Draft {
    pub(super) token: String,
    pub(super) matter: String,
    pub(super) command: String,
    /// `office`, `station:<id>` or `deputy:<id>`.
    pub(super) to: String,
    pub(super) title: String,
    pub(super) text: String,
    /// The author's words for the place.
    pub(super) place: String,
    /// `<lat_e6>,<lon_e6>,<accuracy in metres>`, only after the author asked for it.
    pub(super) spot: String,
    /// `yes`, or left out.
    pub(super) publish: String,
    /// Photos that are here: `<sha256>:<bytes>`, separated by commas.
    pub(super) photos: String,
    pub(super) phone: String,
    pub(super) code: String,
    /// The button that was pressed.
    pub(super) go: String,
}

impl Draft {
    /// An empty one with ids of its own.
    pub(super) fn new(to: &str) -> Self {
        Self {
            matter: Uuid::now_v7().to_string(),
            command: Uuid::now_v7().to_string(),
            to: to.to_owned(),
            ..Self::default()
        }
    }

    /// Ids that a browser garbled are made anew: nothing was filed under them.
    pub(super) fn with_ids(mut self) -> Self {
        if self.matter.parse::<MatterId>().is_err() || self.command.parse::<CommandId>().is_err() {
            let fresh = Self::new("");
            (self.matter, self.command) = (fresh.matter, fresh.command);
        }
        // Browsers send CR LF at the end of lines; the rulebook counts characters.
        self.text = self.text.replace("\r\n", "\n");
        self
    }

    pub(super) fn matter(&self) -> MatterId {
        self.matter.parse().unwrap_or(MatterId(Uuid::nil()))
    }

    pub(super) fn command(&self) -> CommandId {
        self.command.parse().unwrap_or(CommandId(Uuid::nil()))
    }

    /// Photos whose bytes are here.
    pub(super) fn photos(&self) -> Vec<Photo> {
        let parsed = self.photos.split(',').filter_map(|entry| {
            let (sha256, bytes) = entry.split_once(':')?;
            Some(Photo { sha256: sha256.parse().ok()?, bytes: bytes.parse().ok()? })
        });
        parsed.collect()
    }

    pub(super) fn set_photos(&mut self, photos: &[Photo]) {
        let entries: Vec<String> = photos.iter().map(|photo| format!("{}:{}", photo.sha256, photo.bytes)).collect();
        self.photos = entries.join(",");
    }

    /// What would be filed.
    pub(super) fn submission(&self) -> CaseCommand {
        let (label, text) = (self.place.trim(), self.text.trim());
        let place = self.spot(label);
        // Words for a place without coordinates have no field of their own: they stay the author's words.
        let text = match &place {
            None if !label.is_empty() && !text.is_empty() => format!("{text}\n\n地点：{label}"),
            _ => text.to_owned(),
        };
        CaseCommand::Submit(Box::new(Submission {
            title: self.title.trim().to_owned(),
            text,
            addressee: self.addressee(),
            place,
            photos: self.photos(),
            voice: None,
            may_publish: self.publish == "yes",
            filing: Filing::Own,
        }))
    }

    /// Coordinates, where the author let the browser tell them.
    fn spot(&self, label: &str) -> Option<Place> {
        let mut numbers = self.spot.split(',');
        let (lat_e6, lon_e6) = (numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?);
        let accuracy_m = numbers.next().and_then(|metres| metres.parse().ok());
        Some(Place { lat_e6, lon_e6, accuracy_m, label: label.to_owned() })
    }

    pub(super) fn addressee(&self) -> Addressee {
        match self.to.split_once(':') {
            Some(("station", id)) => {
                OrganId::new(id).map_or(Addressee::Office, |station| Addressee::Station { station })
            }
            Some(("deputy", id)) => {
                id.parse::<UserId>().map_or(Addressee::Office, |deputy| Addressee::Deputy { deputy })
            }
            _ => Addressee::Office,
        }
    }

    /// What the rulebook would say to it now; nothing is stored.
    pub(super) fn judged(&self, app: &App) -> Result<(), Refusal> {
        let anybody = Actor { user: UserId(Uuid::new_v4()), capacity: Capacity::Citizen };
        let law = app.law.now();
        let context = law.context(&anybody, self.matter(), app.clock.now(), None);
        decide(None, &self.submission(), &context).map(|_| ())
    }

    /// The fields that the next step carries along.
    pub(super) fn carried(&self) -> [(&'static str, &str); 10] {
        [
            ("token", &self.token),
            ("matter", &self.matter),
            ("command", &self.command),
            ("to", &self.to),
            ("title", &self.title),
            ("text", &self.text),
            ("place", &self.place),
            ("spot", &self.spot),
            ("publish", &self.publish),
            ("photos", &self.photos),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use minyi_rulebook::ids::Sha256;

    #[test]
    fn photos_travel_in_one_field() {
        let photos = [Photo { sha256: Sha256([1; 32]), bytes: 5 }, Photo { sha256: Sha256([2; 32]), bytes: 7 }];
        let mut draft = Draft::new("office");
        draft.set_photos(&photos);
        assert_eq!(draft.photos(), photos);
        draft.photos = "nonsense,:,aa:1".to_owned();
        assert!(draft.photos().is_empty());
    }

    #[test]
    fn garbled_ids_are_made_anew_and_good_ones_stay() {
        let draft = Draft::new("office");
        assert_eq!(draft.clone().with_ids(), draft);
        let garbled = Draft { matter: "x".to_owned(), ..draft.clone() }.with_ids();
        assert_ne!(garbled.matter, "x");
        assert_ne!(garbled.command, draft.command);
    }

    #[test]
    fn words_for_a_place_without_coordinates_stay_the_authors_words() {
        let mut draft = Draft { text: "灯坏了".into(), place: "桥东".into(), ..Draft::new("office") };
        let CaseCommand::Submit(filed) = draft.submission() else { panic!() };
        assert_eq!((filed.text.as_str(), &filed.place), ("灯坏了\n\n地点：桥东", &None));
        draft.spot = "30846100,120260300,20".into();
        let CaseCommand::Submit(filed) = draft.submission() else { panic!() };
        let place = Place { lat_e6: 30_846_100, lon_e6: 120_260_300, accuracy_m: Some(20), label: "桥东".into() };
        assert_eq!((filed.text.as_str(), filed.place), ("灯坏了", Some(place)));
    }

    #[test]
    fn whom_it_is_for_is_read_off_the_link() {
        let to = |to: &str| Draft::new(to).addressee();
        assert!(matches!(to("station:station-zhili-1"), Addressee::Station { .. }));
        assert!(matches!(to("deputy:00000000-0000-0000-0000-000000000007"), Addressee::Deputy { .. }));
        for other in ["", "office", "station:", "deputy:x", "unit:unit-water"] {
            assert_eq!(to(other), Addressee::Office, "{other}");
        }
    }
}
