// Invented cases and items.

import Foundation
import MinyiKit

enum Samples {
    static let time = Date(timeIntervalSince1970: 1_772_416_800)  // 2 March 2026, 10:00 in China

    static func item(_ id: String, _ standing: ItemStanding, sent: UInt64 = 0, of total: UInt64 = 100) -> OutboxItem {
        OutboxItem(
            id: CommandID(id), caseID: CaseID("case"), act: .ofCase(.submit), madeAt: time, standing: standing, photos: 3,
            photosComplete: 1, bytesSent: sent, bytesTotal: total)
    }

    static func line(
        _ id: String, due: CivilDate? = nil, isActionable: Bool = false, isRegistered: Bool = true, pending: Int = 0
    ) -> CaseLine {
        let deadline = due.map {
            Deadline(kind: .answer, organ: nil, round: 1, due: $0, isOverdue: false, isPaused: false)
        }
        return CaseLine(
            id: CaseID(id), stage: .handling, title: "路灯不亮", submittedAt: time, nextDeadline: deadline,
            isActionable: isActionable, isRegistered: isRegistered, pending: pending)
    }

    static func detail(_ id: CaseID, permitted: Set<CaseAct> = [], isRegistered: Bool = true) -> CaseDetail {
        let content = CaseContent(
            title: "路灯不亮", text: "三盏路灯不亮", photos: [.init(sha256: "a", hasArrived: true), .init(sha256: "b", hasArrived: false)])
        return CaseDetail(
            id: id, stage: .answered, submittedAt: time, words: .full(content), permitted: permitted,
            isRegistered: isRegistered)
    }
}
