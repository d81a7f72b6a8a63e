//! A case that was told, not written (语音留言): who hears it, who writes it down, and that the public never does.

mod desk;

use desk::*;
use minyi_rulebook::actor::Actor;
use minyi_rulebook::citizen_case::*;
use minyi_rulebook::class::TriageClass;

fn told() -> Desk {
    let mut desk = Desk::default();
    desk.step(&citizen(), CaseCommand::Submit(Box::new(spoken())));
    desk
}

fn arrived() -> CaseCommand {
    CaseCommand::NoteVoiceArrived { sha256: voice(7).sha256, seconds: 41 }
}

fn offered(desk: &Desk, actor: &Actor) -> bool {
    let open = permitted_actions(desk.state(), &desk.context(actor));
    open.iter().any(|action| action.act == CaseAct::WriteDownVoice)
}

#[test]
fn a_case_without_words_is_whole_once_its_voice_note_is_here_and_goes_the_usual_way() {
    let mut desk = told();
    for named in &submission().photos {
        desk.step(&Actor::system(), CaseCommand::NotePhotoArrived { sha256: named.sha256 });
    }
    assert!(!desk.state().is_complete(), "the voice note is missing");
    assert!(!offered(&desk, &station()), "nobody can have heard it");
    desk.step(&Actor::system(), arrived());
    assert!(desk.state().is_complete());
    assert_eq!(desk.state().voice.as_ref().and_then(|voice| voice.seconds), Some(41));
    desk.step(&station(), triage(TriageClass::Help)).step(&office(), assign("unit-water", &[]));
    assert_eq!(desk.state().stage, Stage::Assigned);
}

#[test]
fn what_was_written_down_may_be_written_better_and_outlives_an_undone_step() {
    let mut desk = told();
    desk.step(&Actor::system(), arrived());
    assert!(offered(&desk, &station()) && offered(&desk, &office()));
    assert!(!offered(&desk, &citizen()) && !offered(&desk, &other_station()) && !offered(&desk, &auditor()));
    desk.step(&station(), triage(TriageClass::Help));
    let version = desk.state().version;
    desk.step(&station(), CaseCommand::WriteDownVoice { text: "河水发黑".into() });
    desk.step(&office(), CaseCommand::WriteDownVoice { text: "桥东河水发黑，有气味".into() });
    desk.step(&station(), CaseCommand::Undo { version, reason: "分类有误".into() });
    let written = desk.state().voice.as_ref().and_then(|voice| voice.written_down.as_deref());
    assert_eq!(written, Some("桥东河水发黑，有气味"));
    assert_eq!(desk.state().text, "", "the author's own words stay as they were filed");
}

#[test]
fn whoever_reads_the_words_may_listen_and_nobody_else() {
    let mut desk = told();
    desk.step(&Actor::system(), arrived()).step(&station(), triage(TriageClass::Help));
    desk.step(&office(), assign("unit-water", &[])).step(&office(), CaseCommand::Publish);
    for actor in everybody() {
        let reads = sight_of(&actor, desk.state()) == Some(Sight::Full);
        assert_eq!(may_listen(&actor, desk.state()), reads, "{:?}", actor.role());
    }
    assert!(may_listen(&citizen(), desk.state()) && may_listen(&clerk("unit-water"), desk.state()));
    assert!(!may_listen(&other_citizen(), desk.state()), "the case is public, the voice is not");
    let mut accused = told();
    accused.step(&Actor::system(), arrived()).step(&station(), triage(TriageClass::Accusation));
    assert!(!may_listen(&station(), accused.state()) && may_listen(&office(), accused.state()));
}
