// The camera of the phone behind the kit's protocol: a picture is taken inside the app and stands in a temporary file.

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

    func takePhoto() async throws(CameraFault) -> URL? {
        switch await Picker.show() {
        case .success(let file): return file
        case .failure(let fault): throw fault
        }
    }
}

/// Shows the system's camera once.
@MainActor private final class Picker: NSObject, UIImagePickerControllerDelegate, UINavigationControllerDelegate {
    private var answer: CheckedContinuation<Result<URL?, CameraFault>, Never>?
    private var keep: Picker?

    static func show() async -> Result<URL?, CameraFault> {
        guard UIImagePickerController.isSourceTypeAvailable(.camera), let top = topController() else {
            return .failure(.broken)
        }
        let picker = Picker()
        return await withCheckedContinuation { answer in
            picker.answer = answer
            picker.keep = picker
            let camera = UIImagePickerController()
            camera.sourceType = .camera
            camera.delegate = picker
            top.present(camera, animated: true)
        }
    }

    func imagePickerController(
        _ picker: UIImagePickerController, didFinishPickingMediaWithInfo info: [UIImagePickerController.InfoKey: Any]
    ) {
        picker.dismiss(animated: true)
        guard let image = info[.originalImage] as? UIImage, let jpeg = image.jpegData(compressionQuality: 0.9) else {
            return finish(.failure(.broken))
        }
        let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString + ".jpg")
        do {
            try jpeg.write(to: file, options: .completeFileProtection)
            finish(.success(file))
        } catch {
            finish(.failure(.broken))
        }
    }

    func imagePickerControllerDidCancel(_ picker: UIImagePickerController) {
        picker.dismiss(animated: true)
        finish(.success(nil))
    }

    private func finish(_ result: Result<URL?, CameraFault>) {
        answer?.resume(returning: result)
        answer = nil
        keep = nil
    }

    private static func topController() -> UIViewController? {
        let scene = UIApplication.shared.connectedScenes.compactMap { $0 as? UIWindowScene }.first
        var top = scene?.keyWindow?.rootViewController
        while let next = top?.presentedViewController { top = next }
        return top
    }
}
