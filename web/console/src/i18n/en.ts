/** The words of the interface in English; the same keys as zh.ts. */
export default {
  app: {
    name: "Minyi", console: "Console", language: "中文", retry: "Try again", away: "The server cannot be reached. What you wrote is kept; try again in a moment.",
    loading: "Loading…", empty: "Nothing here yet", cancel: "Cancel", remove: "Remove",
    yes: "Yes", no: "No", skip: "Skip to content", menu: "Menu", dark: "Dark", light: "Light", csv: "Export CSV", print: "Print",
    demo: "Demo data: people and cases are invented", all: "All", separator: ", ",
  },
  nav: { home: "Today", matters: "Cases", hearings: "Hearings", map: "Map", cockpit: "Cockpit", mandates: "Mandates", people: "Organs and people", rules: "Rules", audit: "Audit", access: "Access log", devices: "My account" },
  signIn: {
    title: "Sign in to the console", login: "Login", password: "Password", totp: "One-time code", totpHint: "Six digits from your authenticator", submit: "Sign in", out: "Sign out",
    again: "Your session is over. Sign in again; this page and what you wrote are still here.",
  },
  home: {
    title: "Today's work", waiting: "Waiting for me", overdue: "Overdue", today: "Due today", week: "Due within seven days", stages: "By stage",
    first: "Most urgent", nothing: "Nothing is waiting for you.", of: "As of {day}",
  },
  list: {
    title: "Cases", filters: "Filters and views", search: "Search titles, texts, places, answers or a number", stage: "Stage", class: "Class", organ: "Unit or station", due: "Due", order: "Order",
    from: "Filed from", to: "Filed until", waiting: "Waiting for me only", found: "{n} cases", foundMore: "More than {n} cases", page: "Page {n}", prev: "Previous",
    next: "Next", none: "No case fits these filters.", clear: "Clear filters", title_: "Title", submitted: "Filed", dueDate: "Due", lead: "Lead unit",
    station: "Station", hidden: "(contents restricted)", views: "Saved views", saveView: "Save as view", viewName: "Name of the view", facts: "Counted facts",
    selected: "{n} selected", batch: "Batch", selectAll: "Select this page", csv: "Export all (CSV)", select: "Select: {title}",
    orders: { changed: "Last changed", due: "Soonest due", filed: "Newest" }, dues: { overdue: "Overdue", today: "Due today", week: "Within seven days" },
  },
  batch: {
    title: "Batch", choose: "Choose what to do", preview: "Check each case", can: "Can be done", cannot: "Not open for this case now", go: "Do it for {n}", done: "Done",
    running: "Working…", result: "Result: {done} done, {failed} not done", noneOpen: "There is no step that you could take for these cases.",
  },
  case: {
    number: "Number", place: "Place", photos: "Photos", supplements: "Supplements", question: "Question to the author", rounds: "Handling and answers",
    round: "Round {n}", noAnswer: "Not answered yet", drafted: "Draft, waiting for signature", signed: "Signed {at}", sentBack: "Sent back: {reason}", result: "Result",
    commitments: "Commitments", supervision: "Supervision", timeline: "What happened", deadlines: "Deadlines", why: "Why this date", due: "by {day}", overdue: "Overdue",
    paused: "Paused", actions: "What you can do", noActions: "There is nothing for you to do now.", similar: "Possible duplicates", likeness: "{n}% alike", distance: "{n} m away",
    noSimilar: "No similar open case was found.", merge: "Link to this case", handlers: "Handling units", outline: "By the rules you may see only that this case exists, its class and its stage.",
    publicSight: "You see the public contents.", original: "See the original", originalAsk: "The original holds personal data; each look is recorded. State your purpose:", originalReason: "Purpose",
    missing: "Photo on its way", published: "Published", notPublished: "Not published", mayPublish: "Author agrees to publication", mayNotPublish: "Author has not agreed to publication",
    proxy: "Filed by station staff", undone: "Undone", ending: "Ending", duplicateOf: "Linked to", reason: "Reason", extension: "Asks for {days} more days: {reason}",
    evaluation: "Evaluation by {who}", noRule: "A promised date", rule: "Rule", start: "Starts", steps: "Reckoning", notices: "Holiday notices",
    kept: "Kept", reported: "Reported by the unit: {text}", open: "Open",
  },
  form: {
    submit: "Confirm: {act}", done: "{act}: done.", draftKept: "Not sent yet; kept on this computer ({at})", discard: "Discard", required: "Needed",
    accepted: "Accepted: {what}", rule: "Rule", conflict: "Somebody else has just changed this case. You see it as it is now; your text is kept. Check it and send again.", photosHint: "JPEG, PNG, WebP or HEIC, at most 20 MB each",
    uploading: "Sending attachment {n} of {all}", addPromise: "Add a commitment", promiseText: "What is promised", promiseDue: "Until",
    chars: "{n}/{max}",
  },
  field: {
    text: "Text", reason: "Reason", class: "Class", note: "Note", question: "What the author should add", ground: "Ground for not accepting", explanation: "Explanation to the author", target: "Where it goes",
    of: "Linked to which case (number)", lead: "Lead unit", co: "Co-handling units", unit: "Unit that asks", consent: "Agree?", days: "More days", result_class: "Result",
    commitments: "Commitments", photos: "Attached photos", act: "Kind of supervision", index: "Which commitment", kept: "Kept?", version: "Step to undo",
  },
  stage: {
    submitted: "To be accepted", awaiting_info: "Waiting for the author", triaged: "To be assigned", assigned: "To be signed for", handling: "In hand", answered: "To be evaluated", evaluated: "To be closed",
    closed: "Closed",
  },
  class: { suggestion: "Suggestion", help: "Help", petition: "Petition", litigation: "Litigation", accusation: "Accusation", unset: "Not classed" },
  role: {
    citizen: "Citizen", station_staff: "Station", deputy: "Deputy", office_staff: "Congress office", unit_clerk: "Clerk", unit_leader: "Leader",
    court_liaison: "Court liaison", court_clerk: "Court clerk", bench: "Bench", auditor: "Auditor", system: "System",
  },
  act: {
    submit: "Submit", supplement: "Supplement", withdraw: "Withdraw", triage: "Accept and class", request_info: "Ask the author", refuse: "Not accept", redirect: "Redirect",
    link_duplicate: "Link as duplicate", assign: "Assign", sign_for: "Sign for", request_return: "Ask to return", decide_return: "Decide return", request_extension: "Ask for extension",
    decide_extension: "Decide extension", give_opinion: "Give opinion", draft_answer: "Draft answer", send_back_draft: "Send draft back", sign_answer: "Sign answer",
    evaluate: "Evaluate", close: "Close", supervise: "Supervise", report_commitment: "Report commitment", verify_commitment: "Verify commitment", publish: "Publish",
    unpublish: "Take down", undo: "Undo last step", note_photo_arrived: "Photo arrived", note_voice_arrived: "Voice note arrived", write_down_voice: "Write the voice note down", note_overdue: "Overdue", add_follower: "Follower added",
  },
  clock: {
    triage: "Acceptance", sign_for: "Signing for", answer: "Answer", co_opinion: "Co-handler's opinion", return_window: "Return window", redo: "Redo",
    evaluation: "Evaluation", commitment: "Commitment",
  },
  grade: { satisfied: "Satisfied", basically: "Basically satisfied", dissatisfied: "Dissatisfied", process: "Process", answer: "Answer", delivery: "Delivery" },
  core: { solved: "Solved", in_progress: "In progress", planned: "Planned", not_feasible: "Not feasible" },
  supervision: { remind: "Reminder", yellow_card: "Yellow card", red_card: "Red card", interview: "Interview", key_item: "Key item" },
  ground: { personal: "Purely personal", advert: "Advertisement", empty: "No substance", pending_case: "Pending in court or arbitration", live_tender: "Live tender" },
  target: { hotline_12345: "12345 hotline", petition: "Petitions office", judicial: "Court or procuratorate", discipline: "Discipline inspection" },
  ending: { completed: "Answered and evaluated", not_evaluated: "Answered, not evaluated in time", refused: "Not accepted", redirected: "Redirected", duplicate: "Duplicate", withdrawn: "Withdrawn" },
  part: { lead: "Lead", co: "Co-handler" },
  standing: { unsigned: "Not signed for", signed: "Signed for", return_asked: "Asks to return", opinion_given: "Opinion given" },
  fact: {
    filed: "Filed", filed_by_proxy: "Filed by proxy", with_photos: "With photos", open: "Open", closed: "Closed", triage_clock_stopped: "Acceptance clock stopped",
    triaged_in_time: "Accepted in time", refused: "Not accepted", redirected: "Redirected", merged: "Duplicate", assigned: "Assigned", sign_for_clock_stopped: "Sign-for clock stopped",
    signed_for_in_time: "Signed for in time", answer_clock_stopped: "Answer clock stopped", answered_in_time: "Answered in time", answered: "Answered", solved: "Solved",
    promised: "With commitments", promises_kept: "All commitments kept", evaluated: "Evaluated", content: "Satisfied or basically", dissatisfied_once: "Dissatisfied once", redone: "Handled anew",
    late_once: "Late once", supervised: "Supervised", carded: "Yellow or red card", published: "Published", returned: "Return decided", extended: "Extension decided",
  },
  cockpit: {
    title: "Cockpit", wide: "Large screen", leave: "Leave large screen", numerator: "Numerator {n}", denominator: "Denominator {n}", noRate: "Denominator is zero: no rate",
    small: "Fewer than 3: not for publication", asOf: "As of {at} · change {upto} · rules {version}", byUnit: "By lead unit", byStation: "By station", chart: "Distribution",
    check: "Check a reported rate", checkHint: "Enter a rate reported elsewhere and see whether this denominator can give it.", reported: "Reported rate (%)", can: "Possible: {parts}/{whole}",
    cannot: "Impossible: no part of {whole} is {rate}%. Nearest: {near}.", rate: "Rate", figure: "Figure", organ: "Organ", opens: "Open the cases",
    board: {
      main: "Main board", intake: "Intake", assignment: "Assignment", timeliness: "Timeliness", results: "Results and commitments", evaluation: "Evaluation",
      supervision: "Supervision", openness: "Openness",
    },
  },
  map: {
    title: "Map of cases", note: "Offline sketch: waters, towns, stations and cases (WGS84), drawn by hand to about a kilometre; no survey.", tiles: "Pictures by the map service that the operator chose. Places are stored in WGS84 and shifted for drawing only, where the pictures need it.", zoomIn: "Zoom in", zoomOut: "Zoom out", reset: "Whole district",
    cases: "{n} cases with a place", none: "No case has a place.",
  },
  people: {
    title: "Organs and people", organs: "Organs", users: "Accounts", deputies: "Deputies", name: "Name", kind: "Kind", town: "Town", login: "Login", role: "Capacity",
    active: "May sign in", devices: "Devices", filter: "Filter", forbidden: "The list of accounts is for the congress office and auditors.",
    kinds: {
      congress_office: "Congress office", station: "Station", unit: "Handling unit", court: "Court", procuratorate: "Procuratorate",
      supervisory_commission: "Supervisory commission",
    },
  },
  rules: {
    title: "Rules and sources", clocks: "Deadlines", quotes: "Quoted rules", results: "Result classes", calendar: "Work-day calendar", version: "Version {v}", span: "Span", extension: "Extension",
    starts: "Starts with", source: "Source", inForce: "In force from", standing: "Read as", working: "Worked instead", unknownYear: "The notice for this year is not included",
    standings: { law_text: "Text of the law", excerpt: "Excerpt or secondary source", local_decision: "Local decision" },
    layers: { national: "National", zhejiang: "Zhejiang", district: "District" }, classes: "Classes", any: "All",
  },
  audit: {
    title: "Audit", verdict: "The record", verify: "Verify again", sound: "All as written: {events} events, {matters} cases, {heads} daily heads, nothing changed.", logs: "As written, too: {accounts} entries of the account log, {organs} of the log of organs, {evidence} of the log of photo evidence and custody.", broken: "{n} things are not as written",
    at: "Verified {at}", heads: "Signed daily heads", day: "Day", upto: "Up to change", root: "Root hash", key: "Key", none: "No day is finished yet.", forbidden: "The verdict is for the congress office and auditors; daily heads are for everybody.",
  },
  devices: {
    title: "My account", sessions: "Where I am signed in", device: "Device", since: "Signed in", until: "Until", here: "This one", end: "Sign out there", ended: "Signed out there",
  },
};
