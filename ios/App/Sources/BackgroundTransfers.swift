// The system's background session: performs what the core planned while the app sleeps, and answers after a relaunch too.

import Foundation
import MinyiKit

final class BackgroundTransfers: NSObject, TransferSession, URLSessionDataDelegate, @unchecked Sendable {
    static let shared = BackgroundTransfers()

    private let lock = NSLock()
    private var bodies: [Int: Data] = [:]
    private var onAnswer: (@Sendable (TransferAnswer) async -> Void)?
    private lazy var session: URLSession = {
        let settings = URLSessionConfiguration.background(withIdentifier: "org.minyi.transfers")
        settings.sessionSendsLaunchEvents = true
        settings.isDiscretionary = false
        return URLSession(configuration: settings, delegate: self, delegateQueue: nil)
    }()

    var answered: (@Sendable (TransferAnswer) async -> Void)? {
        get { lock.withLock { onAnswer } }
        set { lock.withLock { onAnswer = newValue } }
    }

    func underWay() async -> Set<String> {
        let tasks = await session.allTasks
        return Set(tasks.compactMap(\.taskDescription))
    }

    func start(_ transfer: PlannedTransfer) async {
        guard let url = URL(string: transfer.url) else { return }
        var request = URLRequest(url: url)
        request.httpMethod = transfer.method
        for header in transfer.headers { request.setValue(header.value, forHTTPHeaderField: header.name) }
        let task = session.uploadTask(with: request, fromFile: URL(fileURLWithPath: transfer.file))
        task.taskDescription = transfer.id
        task.resume()
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        lock.withLock { bodies[dataTask.taskIdentifier, default: Data()].append(data) }
    }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        let body = lock.withLock { bodies.removeValue(forKey: task.taskIdentifier) } ?? Data()
        // No answer is no news: the core plans the request again.
        guard error == nil, let id = task.taskDescription, let response = task.response as? HTTPURLResponse else { return }
        let headers = response.allHeaderFields.compactMap { name, value in
            (name as? String).map { Header(name: $0, value: "\(value)") }
        }
        let answer = TransferAnswer(id: id, status: response.statusCode, headers: headers, body: body)
        let tell = answered
        Task { await tell?(answer) }
    }
}
