// Filing a case (我要反映) in three steps: photos and place, words, addressee. Every change goes into the draft on this phone at
// once, so neither rotation nor a flat battery takes a word; a second start finds everything again.

import Foundation
import Observation

/// What the filing screens show and do.
@Observable @MainActor
public final class FileCaseModel {
    /// The three steps.
    public enum Step: Int, CaseIterable, Hashable, Sendable {
        case photos, words, addressee

        public var title: Phrase {
            switch self {
            case .photos: .filePhotoStep
            case .words: .fileWordsStep
            case .addressee: .fileAddresseeStep
            }
        }
    }

    /// Whether what is on the screen is also on the phone's disk.
    public enum Keeping: Hashable, Sendable {
        case nothingYet
        case saving
        case saved
        case failed(Failure)
    }

    /// How far the filing is.
    public enum Progress: Hashable, Sendable {
        case starting
        case writing
        case attaching
        case filing
        /// Saved on this phone and on its way.
        case filed(Filed)
        case failed(Failure)
    }

    public var step: Step = .photos
    /// What is being written. Setting anything in it stores it.
    public var draft: Draft? {
        didSet {
            // Whoever takes the place back does not want it in the next picture either.
            if draft?.place == nil, oldValue?.place != nil { whereabouts = .notAsked }
            if draft != oldValue { keep() }
        }
    }
    /// Station staff file for others; citizens for themselves.
    public private(set) var filing: Filing = .own
    /// The number of the person that the station files for.
    public private(set) var proxyPhone: String?
    public private(set) var progress: Progress = .starting
    public private(set) var keeping: Keeping = .nothingYet
    /// Whether the draft is one that was left behind earlier.
    public private(set) var isRestored = false
    /// What is recorded of the origin of the photos of this run, by their SHA-256.
    public private(set) var origins: [String: PhotoOrigin] = [:]
    /// What could not be recorded for now: to be tried again, or given up by the person, never silently.
    public private(set) var unsaved: [NewPhoto] = []
    /// Where the person is, with consent; goes into the record of what is taken from now on.
    public private(set) var whereabouts = PhotoPlace.notAsked
    /// Where the photo that was removed last stood, for "undo".
    public private(set) var removed: RemovedPhoto?
    public let limits: CaseLimits
    public let directory: Directory?

    private let core: any PhoneCore
    private var stored: Draft?
    private var keeper: Task<Void, Never>?

    /// A photo that can still be brought back.
    public struct RemovedPhoto: Hashable, Sendable {
        let photo: Photo
        let index: Int
    }

    public init(core: any PhoneCore) {
        self.core = core
        limits = core.limits
        directory = core.directory()
    }

    /// Takes up the draft that was left behind last, or begins a fresh one.
    public func start() async {
        guard draft == nil else { return }
        progress = .starting
        do throws(Failure) {
            let left = try await core.drafts().first?.draft
            let begun: Draft
            if let left { begun = left } else { begun = Draft(id: try core.newDraftID()) }
            stored = begun
            draft = begun
            isRestored = left != nil
            keeping = isRestored ? .saved : .nothingYet
            progress = .writing
        } catch {
            progress = .failed(error)
        }
    }

    /// What came of asking for the position. With it the case has a place, and photos have one that are taken afterwards.
    public func located(_ answer: Located) {
        if case .here(let place, _) = answer { draft?.place = place }
        whereabouts = answer.whereabouts
    }

    /// The same, asked again for the next picture: the place of the case stays.
    public func locatedAgain(_ answer: Located) { whereabouts = answer.whereabouts }

    /// For the app's own camera, when its shutter is pressed; `nil`: none can be had, and the picture will count as imported.
    public var drawTicket: @Sendable () -> String? {
        { [core] in try? core.captureTicket() }
    }

    /// A picture of the app's own camera: recorded as taken, with the whereabouts. The file may go afterwards.
    public func add(_ shot: Shot) async {
        guard let ticket = shot.ticket else { return await addImported(from: shot.file) }
        await record(NewPhoto(file: shot.file, source: .ownCamera(ticket: ticket), place: whereabouts))
    }

    /// A picture that was chosen: recorded as imported, for ever. Nothing is said of where it was taken.
    public func addImported(from file: URL) async {
        await record(NewPhoto(file: file, source: .gallery, place: .notAsked))
    }

    private func record(_ new: NewPhoto) async {
        guard mayAddPhoto else { return }
        progress = .attaching
        do throws(Failure) {
            let recorded = try await core.recordPhoto(new)
            let photo = recorded.photo
            origins[photo.sha256] = recorded.origin
            // The same picture twice is one picture.
            if draft?.photos.contains(photo) == false { draft?.photos.append(photo) }
            removed = nil
            progress = .writing
        } catch {
            progress = .failed(error)
            switch error {
            // Nothing will make a photo of it.
            case .badInput: break
            default: unsaved.append(new)
            }
        }
    }

    /// Tries again what could not be recorded. A ticket that is too old by now makes it an imported picture.
    public func retryPhotos() async {
        let again = unsaved
        unsaved = []
        for new in again { await record(new) }
    }

    /// The person does without them.
    public func dropPhotos() { unsaved = [] }

    public var mayAddPhoto: Bool {
        guard let draft else { return false }
        return progress != .attaching && progress != .filing && draft.photos.count < limits.photos
    }

    public func removePhoto(at index: Int) {
        guard let photos = draft?.photos, photos.indices.contains(index) else { return }
        removed = RemovedPhoto(photo: photos[index], index: index)
        draft?.photos.remove(at: index)
    }

    /// Brings the photo back that was removed last.
    public func undoRemove() {
        guard let removed, let count = draft?.photos.count else { return }
        draft?.photos.insert(removed.photo, at: min(removed.index, count))
        self.removed = nil
    }

    /// Somebody came, called or wrote: looks up or makes the account behind the number. Needs the network.
    public func fileFor(phone: String, channel: ProxyChannel) async {
        do throws(Failure) {
            filing = .proxy(author: try await core.registerCitizen(phone: phone), channel: channel)
            proxyPhone = phone
            progress = .writing
        } catch {
            progress = .failed(error)
        }
    }

    /// Not this person after all.
    public func fileForNobody() {
        filing = .own
        proxyPhone = nil
    }

    /// Characters left in a text; negative if there are too many.
    public func charactersLeft(in text: String, of limit: Int) -> Int {
        // The rulebook counts as Rust does: Unicode scalar values.
        limit - text.unicodeScalars.count
    }

    /// Files it. The rules answer at once, also offline; what they say is shown at the step it belongs to.
    public func submit() async {
        guard progress != .filing, let current = draft else { return }
        guard unsaved.isEmpty else {
            step = .photos
            return
        }
        guard current.addressee != nil else {
            step = .addressee
            return
        }
        progress = .filing
        await settle()
        // What was typed while the draft was being stored counts too.
        guard let draft, let addressee = draft.addressee else {
            progress = .writing
            return
        }
        do throws(Failure) {
            let filed = try await core.file(NewCase(draft: draft, addressee: addressee, filing: filing))
            progress = .filed(filed)
        } catch {
            progress = .failed(error)
            if let place = Step(field: error.field) { step = place }
        }
    }

    /// Waits until everything typed is on the disk; the app calls it when it goes to the background.
    public func settle() async {
        if keeper == nil { keep() }
        await keeper?.value
    }

    /// Throws the draft away, on the person's word, and begins a fresh one.
    public func discard() async {
        await keeper?.value
        guard let id = draft?.id else { return }
        do throws(Failure) {
            try await core.discardDraft(id)
            stored = nil
            draft = nil
            removed = nil
            step = .photos
            await start()
        } catch {
            progress = .failed(error)
        }
    }

    /// What to tell the person, if anything went wrong.
    public var failure: Failure? {
        if case .failed(let failure) = progress { return failure }
        if case .failed(let failure) = keeping { return failure }
        return nil
    }

    private func keep() {
        guard mustKeep, keeper == nil else { return }
        keeping = .saving
        keeper = Task { await self.keepUntilNothingChanges() }
    }

    private var mustKeep: Bool {
        if case .filed = progress { return false }
        return draft != nil && draft != stored
    }

    private func keepUntilNothingChanges() async {
        while mustKeep, let current = draft {
            do throws(Failure) {
                try await core.saveDraft(current)
                stored = current
                keeping = .saved
            } catch {
                keeping = .failed(error)
                break
            }
        }
        keeper = nil
    }
}

extension FileCaseModel.Step {
    /// Where a field of the core's is filled in.
    init?(field: String?) {
        guard let field else { return nil }
        switch field.prefix(while: { $0 != "." }) {
        case "photos", "photo", "place", "phone", "filing": self = .photos
        case "title", "text", "voice", "may_publish": self = .words
        case "addressee": self = .addressee
        default: return nil
        }
    }
}
