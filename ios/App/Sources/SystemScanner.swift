// 扫一扫: VisionKit's scanner, shown until a code is read. Nothing is stored.

import AVFoundation
import UIKit
import VisionKit

@MainActor final class SystemScanner: NSObject, DataScannerViewControllerDelegate {
    private var answer: CheckedContinuation<String?, Never>?
    private var shown: DataScannerViewController?

    /// The text of one code; `nil` without permission, without a scanner, or when the person closes it.
    func read() async -> String? {
        guard DataScannerViewController.isSupported, await AVCaptureDevice.requestAccess(for: .video),
            let host = UIApplication.shared.connectedScenes.compactMap({ ($0 as? UIWindowScene)?.keyWindow?.rootViewController }).first
        else { return nil }
        let scanner = DataScannerViewController(recognizedDataTypes: [.barcode(symbologies: [.qr])], isHighlightingEnabled: true)
        scanner.delegate = self
        shown = scanner
        return await withCheckedContinuation { continuation in
            answer = continuation
            host.present(scanner, animated: true) {
                do { try scanner.startScanning() } catch { self.end(with: nil) }
            }
        }
    }

    func dataScanner(_ scanner: DataScannerViewController, didAdd added: [RecognizedItem], allItems: [RecognizedItem]) {
        for case .barcode(let code) in added {
            if let text = code.payloadStringValue { return end(with: text) }
        }
    }

    func dataScanner(_ scanner: DataScannerViewController, becameUnavailableWithError error: DataScannerViewController.ScanningUnavailable) {
        end(with: nil)
    }

    /// Once, whatever comes afterwards.
    private func end(with text: String?) {
        shown?.dismiss(animated: true)
        shown = nil
        answer?.resume(returning: text)
        answer = nil
    }
}
