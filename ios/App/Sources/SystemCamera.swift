// The app's own camera (现场拍摄) behind the kit's protocol: what the sensor gives goes as it is into a temporary file of the app, never
// through the gallery, and its ticket is drawn as the shutter is pressed.

import AVFoundation
import MinyiKit
import UIKit

struct SystemCamera: Camera {
    func permission() async -> CameraPermission {
        switch AVCaptureDevice.authorizationStatus(for: .video) {
        case .authorized: .allowed
        case .notDetermined: .notAsked
        case .denied, .restricted: .denied
        @unknown default: .denied
        }
    }

    func askPermission() async -> CameraPermission {
        await AVCaptureDevice.requestAccess(for: .video) ? .allowed : .denied
    }

    func takePhoto(ticket: @escaping @Sendable () -> String?) async throws(CameraFault) -> Shot? {
        switch await Shutter.show(ticket: ticket) {
        case .success(let shot): return shot
        case .failure(let fault): throw fault
        }
    }
}

/// Shows what the camera sees, until the shutter is pressed once or the person goes back.
@MainActor private final class Shutter: UIViewController, AVCapturePhotoCaptureDelegate {
    private let session = AVCaptureSession()
    private let output = AVCapturePhotoOutput()
    private let queue = DispatchQueue(label: "org.minyi.camera")
    private let draw: @Sendable () -> String?
    private var isPressed = false
    private var ticket: String?
    private var answer: CheckedContinuation<Result<Shot?, CameraFault>, Never>?
    private lazy var preview = AVCaptureVideoPreviewLayer(session: session)

    private init(ticket: @escaping @Sendable () -> String?) {
        draw = ticket
        super.init(nibName: nil, bundle: nil)
        modalPresentationStyle = .fullScreen
    }

    required init?(coder: NSCoder) { nil }

    static func show(ticket: @escaping @Sendable () -> String?) async -> Result<Shot?, CameraFault> {
        let shutter = Shutter(ticket: ticket)
        guard let top = topController(), shutter.connect() else { return .failure(.broken) }
        return await withCheckedContinuation { answer in
            shutter.answer = answer
            top.present(shutter, animated: true)
        }
    }

    private func connect() -> Bool {
        guard let device = AVCaptureDevice.default(.builtInWideAngleCamera, for: .video, position: .back),
            let input = try? AVCaptureDeviceInput(device: device), session.canAddInput(input), session.canAddOutput(output)
        else { return false }
        session.sessionPreset = .photo
        session.addInput(input)
        session.addOutput(output)
        return true
    }

    override func viewDidLoad() {
        super.viewDidLoad()
        view.backgroundColor = .black
        preview.videoGravity = .resizeAspect
        view.layer.addSublayer(preview)
        let press = UIButton(type: .system, primaryAction: UIAction(image: UIImage(systemName: "circle.inset.filled")) { [weak self] _ in self?.press() })
        press.setPreferredSymbolConfiguration(UIImage.SymbolConfiguration(pointSize: 64), forImageIn: .normal)
        press.accessibilityLabel = Message.phrase(.takePhoto).text(in: Language(preferred: Locale.preferredLanguages))
        let back = UIButton(type: .close, primaryAction: UIAction { [weak self] _ in self?.finish(.success(nil)) })
        for button in [press, back] {
            button.translatesAutoresizingMaskIntoConstraints = false
            view.addSubview(button)
        }
        let safe = view.safeAreaLayoutGuide
        NSLayoutConstraint.activate([
            press.centerXAnchor.constraint(equalTo: safe.centerXAnchor),
            press.bottomAnchor.constraint(equalTo: safe.bottomAnchor, constant: -24),
            back.leadingAnchor.constraint(equalTo: safe.leadingAnchor, constant: 16),
            back.topAnchor.constraint(equalTo: safe.topAnchor, constant: 16),
        ])
        NotificationCenter.default.addObserver(
            forName: AVCaptureSession.wasInterruptedNotification, object: session, queue: .main
        ) { [weak self] _ in MainActor.assumeIsolated { self?.finish(.failure(.interrupted)) } }
        let session = session
        queue.async { session.startRunning() }
    }

    override func viewDidLayoutSubviews() {
        super.viewDidLayoutSubviews()
        preview.frame = view.bounds
    }

    /// The ticket comes before the picture, so that its minute is not spent on looking for the motif.
    private func press() {
        guard !isPressed else { return }
        isPressed = true
        ticket = draw()
        output.capturePhoto(with: AVCapturePhotoSettings(format: [AVVideoCodecKey: AVVideoCodecType.jpeg]), delegate: self)
    }

    nonisolated func photoOutput(_ output: AVCapturePhotoOutput, didFinishProcessingPhoto photo: AVCapturePhoto, error: (any Error)?) {
        let bytes = error == nil ? photo.fileDataRepresentation() : nil
        Task { @MainActor in keep(bytes) }
    }

    private func keep(_ bytes: Data?) {
        guard let bytes else { return finish(.failure(.broken)) }
        let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString + ".jpg")
        do {
            try bytes.write(to: file, options: .completeFileProtection)
            finish(.success(Shot(file: file, ticket: ticket)))
        } catch {
            finish(.failure(.broken))
        }
    }

    private func finish(_ result: Result<Shot?, CameraFault>) {
        guard let answer else { return }
        self.answer = nil
        let session = session
        queue.async { session.stopRunning() }
        dismiss(animated: true) { answer.resume(returning: result) }
    }

    private static func topController() -> UIViewController? {
        let scene = UIApplication.shared.connectedScenes.compactMap { $0 as? UIWindowScene }.first
        var top = scene?.keyWindow?.rootViewController
        while let next = top?.presentedViewController { top = next }
        return top
    }
}
