// Sign-in (登录).

import MinyiKit
import SwiftUI

public struct SignInScreen: View {
    @Bindable private var model: SignInModel

    public init(model: SignInModel) {
        self.model = model
    }

    public var body: some View {
        Form {
            Section {
                Say(.signInPurpose)
                if case .over = model.session { Say(.sessionOver).foregroundStyle(.orange) }
            }
            Picker(selection: $model.way) {
                Say(.citizenSignIn).tag(SignInModel.Way.citizen)
                Say(.staffSignIn).tag(SignInModel.Way.staff)
            } label: {
                Say(.signInTitle)
            }
            .pickerStyle(.segmented)
            switch model.way {
            case .citizen: citizen
            case .staff: staff
            }
            if case .failed(let failure) = model.work { Section { FailureNote(failure: failure) } }
        }
        .navigationTitle(Text(verbatim: ""))
        .overlay { if model.work == .working { ProgressView() } }
        .task { await model.follow() }
    }

    @ViewBuilder private var citizen: some View {
        Section {
            TextField(text: $model.phone) { Say(.phoneNumberHint) }
                .keyboardType(.phonePad)
                .textContentType(.telephoneNumber)
            TimelineView(.periodic(from: .now, by: 1)) { time in
                Button {
                    Task { await model.requestCode() }
                } label: {
                    let left = model.secondsToNextCode(at: time.date)
                    Say(left > 0 ? .phrase(.codeAgainIn, [.number(left)]) : .phrase(.getCode))
                }
                .disabled(!model.mayRequestCode(at: time.date))
            }
        } header: {
            Say(.phoneNumber)
        }
        if case .code(let number, _) = model.step {
            Section {
                TextField(text: $model.code) { Say(.codeHint) }
                    .keyboardType(.numberPad)
                    .textContentType(.oneTimeCode)
                Button {
                    Task { await model.signIn() }
                } label: {
                    Say(.signIn)
                }
                .disabled(model.work == .working || model.code.isEmpty)
            } header: {
                Say(.phrase(.codeSentTo, [.text(number)]))
            }
        }
    }

    @ViewBuilder private var staff: some View {
        Section {
            TextField(text: $model.login) { Say(.login) }
                .textContentType(.username)
                .textInputAutocapitalization(.never)
            SecureField(text: $model.password) { Say(.password) }
                .textContentType(.password)
            TextField(text: $model.dynamicCode) { Say(.dynamicCode) }
                .keyboardType(.numberPad)
            Button {
                Task { await model.signInStaff() }
            } label: {
                Say(.signIn)
            }
            .disabled(model.work == .working)
        }
    }
}
