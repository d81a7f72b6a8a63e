//! What is refused from filing to assignment.

use super::*;

#[expect(clippy::too_many_lines, reason = "one row a refusal")]
pub(super) fn until_assignment() -> Vec<Refused> {
    let new = Desk::default;
    let at = Desk::at;
    let words = |count: usize| "字".repeat(count);
    vec![
        refused(
            "a command for a case that nobody filed",
            new(),
            station(),
            triage(TriageClass::Help),
            Code::NoSuchMatter,
        ),
        refused(
            "a second submission under the same id",
            at(Stage::Submitted),
            citizen(),
            submit(|_| {}),
            Code::AlreadySubmitted,
        )
        .quotes("submission.frozen"),
        refused("no title", new(), citizen(), submit(|filed| filed.title = "  ".into()), Code::TextMissing)
            .field("title"),
        refused(
            "a title of 81 characters",
            new(),
            citizen(),
            submit(|filed| filed.title = words(81)),
            Code::TextTooLong,
        )
        .field("title"),
        refused(
            "a text of 5,001 characters",
            new(),
            citizen(),
            submit(|filed| filed.text = words(5_001)),
            Code::TextTooLong,
        )
        .field("text"),
        refused(
            "a latitude beyond the pole",
            new(),
            citizen(),
            submit(|filed| filed.place.as_mut().expect("a place").lat_e6 = 90_000_001),
            Code::OutOfRange,
        )
        .field("place.lat_e6"),
        refused(
            "the least number there is as longitude",
            new(),
            citizen(),
            submit(|filed| filed.place.as_mut().expect("a place").lon_e6 = i32::MIN),
            Code::OutOfRange,
        )
        .field("place.lon_e6"),
        refused(
            "ten photos",
            new(),
            citizen(),
            submit(|filed| filed.photos = (0..10).map(photo).collect()),
            Code::OutOfRange,
        )
        .field("photos"),
        refused("an empty photo", new(), citizen(), submit(|filed| filed.photos[1].bytes = 0), Code::OutOfRange)
            .field("photos.1.bytes"),
        refused("the same photo twice", new(), citizen(), submit(|filed| filed.photos[1] = photo(1)), Code::Repeated)
            .field("photos.1"),
        refused(
            "neither words nor voice",
            new(),
            citizen(),
            submit(|filed| filed.text = " ".into()),
            Code::TextMissing,
        )
        .field("text")
        .quotes("submission.words_or_voice"),
        refused(
            "a voice note without a title",
            new(),
            citizen(),
            submit(|filed| *filed = Submission { title: String::new(), ..spoken() }),
            Code::TextMissing,
        )
        .field("title"),
        refused("an empty voice note", new(), citizen(), submit(|filed| filed.voice = of_bytes(0)), Code::OutOfRange)
            .field("voice.bytes")
            .quotes("submission.words_or_voice"),
        refused(
            "a voice note of a byte too many",
            new(),
            citizen(),
            submit(|filed| filed.voice = of_bytes(limits::VOICE_BYTES + 1)),
            Code::OutOfRange,
        )
        .field("voice.bytes"),
        refused(
            "a photo that is the voice note, too",
            new(),
            citizen(),
            submit(|filed| filed.voice = Some(voice(1))),
            Code::Repeated,
        )
        .field("voice"),
        refused(
            "writing down where nobody spoke",
            at(Stage::Submitted),
            station(),
            CaseCommand::WriteDownVoice { text: "说".into() },
            Code::NoSuchItem,
        )
        .field("voice")
        .quotes("voice.written_down"),
        refused("writing down what is on its way", told(), station(), written("说"), Code::NoSuchItem).field("voice"),
        refused("writing down nothing", heard(), station(), written(" "), Code::TextMissing).field("text"),
        refused("the author who writes down", heard(), citizen(), written("说"), Code::NotYours)
            .quotes("voice.written_down"),
        refused(
            "a station that may not hear an accusation",
            heard_as(TriageClass::Accusation),
            station(),
            written("说"),
            Code::NotYours,
        )
        .quotes("voice.written_down"),
        refused(
            "another voice note than the named one",
            told(),
            Actor::system(),
            CaseCommand::NoteVoiceArrived { sha256: voice(8).sha256, seconds: 9 },
            Code::AlreadyDone,
        ),
        refused(
            "a voice note that is here already",
            heard(),
            Actor::system(),
            CaseCommand::NoteVoiceArrived { sha256: voice(7).sha256, seconds: 9 },
            Code::AlreadyDone,
        ),
        refused(
            "a station that does not exist",
            new(),
            citizen(),
            submit(|filed| filed.addressee = Addressee::Station { station: organ("nowhere") }),
            Code::NoSuchAddressee,
        )
        .field("addressee.station"),
        refused(
            "a deputy that does not exist",
            new(),
            citizen(),
            submit(|filed| filed.addressee = Addressee::Deputy { deputy: user(99) }),
            Code::NoSuchAddressee,
        )
        .field("addressee.deputy"),
        refused("a deputy who files in a citizen's place", new(), deputy(), submit(|_| {}), Code::NotYours)
            .quotes("proxy.station_only"),
        refused(
            "a citizen who files as somebody else",
            new(),
            citizen(),
            submit(|filed| filed.filing = Filing::Proxy { author: user(2), channel: ProxyChannel::Phone }),
            Code::NotYours,
        )
        .field("filing")
        .quotes("proxy.station_only"),
        refused(
            "triage by another station",
            at(Stage::Submitted),
            other_station(),
            triage(TriageClass::Help),
            Code::NotYours,
        ),
        refused("a deputy who triages", at(Stage::Submitted), deputy(), triage(TriageClass::Help), Code::NotYours)
            .quotes("deputy.no_direct_handling"),
        refused("an auditor who triages", at(Stage::Submitted), auditor(), triage(TriageClass::Help), Code::NotYours)
            .quotes("auditor.reads_only"),
        refused(
            "triage after assignment",
            at(Stage::Assigned),
            office(),
            triage(TriageClass::Help),
            Code::NotInThisStage,
        ),
        refused("assignment by the station", at(Stage::Triaged), station(), assign("unit-water", &[]), Code::NotYours)
            .quotes("assign.office_only"),
        refused(
            "assignment of litigation",
            triaged_as(TriageClass::Litigation),
            office(),
            assign("unit-water", &[]),
            Code::ClassRestricted,
        )
        .quotes("class.restricted_not_assignable"),
        refused(
            "assignment of an accusation",
            triaged_as(TriageClass::Accusation),
            office(),
            assign("unit-water", &[]),
            Code::ClassRestricted,
        )
        .quotes("class.restricted_not_assignable"),
        refused(
            "assignment to a station",
            at(Stage::Triaged),
            office(),
            assign("station-a", &[]),
            Code::NotAHandlingUnit,
        )
        .field("lead"),
        refused("assignment to the court", at(Stage::Triaged), office(), assign("court", &[]), Code::NotAHandlingUnit)
            .field("lead"),
        refused(
            "a co-handler that does not exist",
            at(Stage::Triaged),
            office(),
            assign("unit-water", &["nobody"]),
            Code::NotAHandlingUnit,
        )
        .field("co"),
        refused(
            "the lead as co-handler",
            at(Stage::Triaged),
            office(),
            assign("unit-water", &["unit-water"]),
            Code::Repeated,
        )
        .field("co"),
    ]
}

fn of_bytes(bytes: u64) -> Option<VoiceNote> {
    Some(VoiceNote { bytes, ..voice(7) })
}

fn written(text: &str) -> CaseCommand {
    CaseCommand::WriteDownVoice { text: text.into() }
}

fn told() -> Desk {
    let mut desk = Desk::default();
    desk.step(&citizen(), CaseCommand::Submit(Box::new(spoken())));
    desk
}

fn heard() -> Desk {
    let mut desk = told();
    desk.step(&Actor::system(), CaseCommand::NoteVoiceArrived { sha256: voice(7).sha256, seconds: 9 });
    desk
}

fn heard_as(class: TriageClass) -> Desk {
    let mut desk = heard();
    desk.step(&station(), triage(class));
    desk
}
