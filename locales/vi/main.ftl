# Mọi câu người dùng đọc, bằng tiếng Việt. Viết ở đây trước, rồi mới dịch sang en/main.ftl.
# Số và ngày giờ đưa vào đã là chữ: không dùng NUMBER() hay DATETIME().

## Kết quả của một lần gửi: câu giải thích, và "-next" là việc nên làm

saved = Đã lưu token mới.
saved-next = Token mới đã nằm an toàn trên máy này.
saved-unconfirmed = Đã lưu token mới, nhưng phản hồi của Zalo đến không nguyên vẹn.
saved-unconfirmed-next = Hãy dùng thử access token. Nếu không được, bấm Gửi để lấy cặp khác.
saved-access-only = Zalo chỉ trả về access token. Đã lưu, và giữ nguyên refresh token cũ.
saved-access-only-next = Access token mới dùng được. Lần tới refresh token cũ có thể không còn tốt.
saved-refresh-only = Zalo chỉ trả về refresh token. Đã lưu.
saved-refresh-only-next = Bấm Gửi một lần nữa để lấy access token.
saved-same-refresh-token = Đã lưu access token mới. Zalo trả lại đúng refresh token cũ.
saved-same-refresh-token-next = Lần sau bạn cần tự bấm Gửi: để an toàn, OA Token không tự gửi lại refresh token đã dùng.

refused-app-id = app_id không đúng, hoặc ứng dụng Zalo chưa được bật. Refresh token có thể vẫn còn tốt.
refused-app-id-next = Kiểm tra lại app_id, và bật ứng dụng ở developers.zalo.me, rồi gửi lại.
refused-callback = Địa chỉ callback không khớp với địa chỉ đã lưu ở Zalo.
refused-callback-next = Sửa “Official Account Callback Url” ở developers.zalo.me cho khớp từng chữ.
refused-secret-key = Sai secret_key. Refresh token có thể vẫn còn tốt.
refused-secret-key-next = Dán lại khóa bí mật của ứng dụng Zalo (không phải “OA Secret Key” ở trang Webhook), rồi gửi lại.
refused-code = Mã cấp quyền đã dùng rồi hoặc quá 10 phút.
refused-code-next = Cấp quyền lại từ đầu để có mã mới.
refused-grant-type = Zalo không nhận grant_type. Đây là lỗi của OA Token, không phải của bạn.
refused-grant-type-next = Hãy báo cho chúng tôi. Token của bạn vẫn được giữ nguyên.
refused-rate = Zalo đang nhận quá nhiều yêu cầu.
refused-rate-next = Đợi một phút rồi gửi lại. Token của bạn vẫn được giữ nguyên.
refused-other = Zalo từ chối với lý do riêng, ghi nguyên văn ở đây.
refused-other-next = Mọi token vẫn được giữ nguyên. Xem lời của Zalo, sửa nếu cần, rồi gửi lại.

dead-lost-answer = Có lẽ Zalo đã cấp token mới nhưng mất mạng nên máy này không nhận được. Refresh token cũ vì vậy không dùng lại được.
dead-lost-answer-next = Cấp quyền lại để có cặp token mới, khoảng 2 phút, cần tài khoản quản trị OA.
dead-used-elsewhere = Có lẽ nơi khác đã dùng refresh token này trước
dead-used-elsewhere-why = Mỗi refresh token chỉ dùng được một lần. OA Token gửi lần đầu đã bị từ chối, nên thường là máy khác, Postman, n8n hoặc plugin WordPress đã dùng trước.
dead-used-elsewhere-next = Tắt tự làm mới ở nơi kia trước, nếu không token mới cũng hỏng. Cấp quyền lại mất khoảng 2 phút, cần tài khoản quản trị OA.
dead-too-old = Có lẽ refresh token đã quá 90 ngày.
dead-too-old-next = Cấp quyền lại để có cặp token mới, khoảng 2 phút, cần tài khoản quản trị OA.
dead-never-worked = Refresh token này chưa từng dùng được ở đây. Có thể bạn dán nhầm ô, hoặc nó đã được dùng ở nơi khác.
dead-never-worked-next = Dán lại refresh token mới nhất bạn có. Nếu không còn chuỗi nào, hãy cấp quyền lại.
dead-spent-here = Chính OA Token đã dùng refresh token này trước đây và đã nhận cặp mới, nên không gửi lại.
dead-spent-here-next = Xem cặp token mới nhất trong OA đã dùng nó, hoặc dán một refresh token mới hơn.

not-sent-dns = Chưa gửi được: không tìm thấy máy chủ của Zalo.
not-sent-dns-next = Kiểm tra mạng rồi gửi lại. Token chưa bị dùng.
not-sent-unreachable = Chưa gửi được: không nối được tới máy chủ của Zalo.
not-sent-unreachable-next = Kiểm tra mạng hoặc tường lửa rồi gửi lại. Token chưa bị dùng.
not-sent-timed-out = Chưa gửi được: nối tới máy chủ của Zalo quá lâu.
not-sent-timed-out-next = Kiểm tra mạng rồi gửi lại. Token chưa bị dùng.
not-sent-tls = Chưa gửi được: kết nối không an toàn. Có thể mạng này đang chen vào giữa.
not-sent-tls-next = Đổi mạng khác, hoặc hỏi người quản trị mạng, rồi gửi lại. Token chưa bị dùng.
not-sent-proxy = Chưa gửi được: proxy không cho qua.
not-sent-proxy-next = Kiểm tra proxy của máy rồi gửi lại. Token chưa bị dùng.
not-sent-too-late = Chưa gửi: chương trình hoặc máy vừa bị dừng một lúc nên đã quá giờ bắt đầu.
not-sent-too-late-next = Bấm gửi lại. Token chưa bị dùng.
not-sent-no-referee = Chưa gửi: không kết nối được cơ sở dữ liệu của nhóm, nên chưa biết có máy khác đang gửi token này không.
not-sent-no-referee-next = Kiểm tra mạng và cơ sở dữ liệu rồi gửi lại. Token chưa bị dùng; token đang có ở máy này vẫn sao chép được.
not-sent-epoch-open = Chưa gửi: cơ sở dữ liệu của nhóm vừa quay về một bản cũ, và còn máy chưa báo lại.
not-sent-epoch-open-next = Mở OA Token ở các máy khác trong nhóm, hoặc đợi 15 phút rồi gửi lại. Token chưa bị dùng.
not-sent-viewer = Chưa gửi: máy này chỉ xem access token của nhóm.
not-sent-viewer-next = Nhờ người được làm mới OA này, hoặc đợi: token mới sẽ tự về.
not-sent-removed = Chưa gửi: máy này đã bị gỡ khỏi nhóm dùng chung OA này.
not-sent-removed-next = Rời nhóm trên máy này. Muốn dùng lại OA thì xin quản trị viên của nhóm một tệp mời.
team-none = Máy này chưa ở trong nhóm nào.
team-none-next = Tạo nhóm, hoặc vào nhóm bằng tệp mời.
team-already-in = Máy này đã ở trong một nhóm.
team-already-in-next = Muốn sang nhóm khác thì rời nhóm này trước.
team-database-taken = Cơ sở dữ liệu này đã có một nhóm.
team-database-taken-next = Xin quản trị viên của nhóm một tệp mời, hoặc dùng cơ sở dữ liệu khác.
team-database-other = Cơ sở dữ liệu này là của một nhóm khác.
team-database-other-next = Kiểm tra địa chỉ, rồi thử lại. Chưa có gì thay đổi.
team-role = Vai trò của máy này trong nhóm không cho làm việc đó.
team-role-next = Nhờ một quản trị viên của nhóm.
team-name-invalid = Tên này không dùng được.
team-name-invalid-next = Đặt tên từ 1 đến 60 ký tự, không có ký tự điều khiển.
team-no-such-member = Trong nhóm không có thành viên này.
team-no-such-member-next = Xem tên các thành viên trong danh sách của nhóm.
team-last-admin = Máy này là quản trị viên cuối cùng của nhóm.
team-last-admin-next = Mời thêm một quản trị viên trước, hoặc gỡ các thành viên khác.
team-not-shared = OA này không dùng chung trong nhóm.
team-not-shared-next = Đưa OA vào nhóm trước.
team-attempt-open = OA này có một lần làm mới trong nhóm chưa xong.
team-attempt-open-next = Đợi xong, hoặc làm mới OA này, rồi thử lại. Nếu OA đang chờ máy khác thì mở OA Token trên máy đó.
team-still-shared = OA này đang dùng chung trong nhóm.
team-still-shared-next = Đưa OA ra khỏi nhóm trước, rồi chuyển sang máy khác.
team-unfit = OA này chưa đưa vào nhóm được: nó đã chuyển sang máy khác, hoặc token ở đây có thể đã cũ.
team-unfit-next = Nhận lại OA, hoặc xác định token nào còn dùng, rồi thử lại.
team-address-form = Đây không phải địa chỉ của một cơ sở dữ liệu PostgreSQL.
team-address-form-next = Gõ theo mẫu postgres://TÊN@MÁY-CHỦ/CƠ-SỞ-DỮ-LIỆU.
team-address-password = Địa chỉ có chứa mật khẩu.
team-address-password-next = Bỏ mật khẩu khỏi địa chỉ; mật khẩu được hỏi riêng.
team-address-option = Địa chỉ có một tùy chọn không được phép.
team-address-option-next = Chỉ giữ lại tên đăng nhập, máy chủ, cổng và cơ sở dữ liệu.
team-address-local = Máy khác không nối tới địa chỉ này được, nên chưa mời ai được.
team-address-local-next = Dùng tên hay địa chỉ mạng của máy chủ, kèm mật khẩu.
team-database-unreachable = Không nối được cơ sở dữ liệu của nhóm.
team-database-unreachable-next = Kiểm tra mạng và máy chủ rồi thử lại. Chưa có gì thay đổi.
team-database-read-only = Cơ sở dữ liệu của nhóm đang chỉ cho đọc.
team-database-read-only-next = Nối tới máy chủ chính, hoặc đợi máy chủ chuyển xong.
team-database-login = Cơ sở dữ liệu không nhận tên đăng nhập hay mật khẩu này, hoặc đòi mật khẩu theo cách không an toàn.
team-database-login-next = Kiểm tra tên và mật khẩu; máy chủ phải dùng SCRAM. Nếu mật khẩu vừa đổi, hãy chạy oa-token team login.
team-database-forbidden = Cơ sở dữ liệu cho tên đăng nhập này vào, nhưng không cho làm việc đó.
team-database-forbidden-next = Để tạo nhóm, tên đăng nhập phải được tạo schema. Để dùng nhóm, xin người quản trị cơ sở dữ liệu tên đăng nhập riêng của máy này, rồi chạy oa-token team login --own.
team-database-insecure = Đường nối tới cơ sở dữ liệu không an toàn: chứng chỉ không được tin, máy chủ không mã hóa, hoặc có chương trình khác đứng giữa.
team-database-insecure-next = Bật TLS với chứng chỉ hợp lệ trên máy chủ. Nếu bạn vừa đặt pooler phía trước, hãy nhập lại địa chỉ: oa-token team login --database.
team-database-not-replicated = Cơ sở dữ liệu không chép được thay đổi sang máy dự phòng.
team-database-not-replicated-next = Chờ máy dự phòng chạy lại rồi thử lại.
team-database-newer = Một bản OA Token mới hơn đã nâng cấp cơ sở dữ liệu của nhóm.
team-database-newer-next = Cập nhật OA Token trên máy này.
team-database-empty = Cơ sở dữ liệu này chưa có nhóm.
team-database-empty-next = Kiểm tra địa chỉ. Nếu cơ sở dữ liệu vừa được dựng lại thì phục hồi nó từ bản sao lưu.
team-database-refused = Cơ sở dữ liệu từ chối thao tác này.
team-database-refused-next = Tên đăng nhập cần được phép tạo schema oa_token và ghi vào đó.
team-database-unreadable = Cơ sở dữ liệu có một dòng không đọc được.
team-database-unreadable-next = Cập nhật OA Token. Nếu vẫn vậy thì phục hồi cơ sở dữ liệu từ bản sao lưu.
team-invitation-wrong = Tệp này không phải tệp mời vào nhóm.
team-invitation-wrong-next = Xin quản trị viên một tệp mời khác.
team-invitation-newer = Tệp mời do một bản OA Token mới hơn tạo.
team-invitation-newer-next = Cập nhật OA Token trên máy này.
team-invitation-expired = Tệp mời đã hết hạn.
team-invitation-expired-next = Xin quản trị viên một tệp mời mới.
team-invitation-used = Tệp mời đã được dùng, hoặc đã bị thu hồi.
team-invitation-used-next = Xin quản trị viên một tệp mời mới.
team-invitation-address = Địa chỉ trong tệp mời không được phép.
team-invitation-address-next = Xin quản trị viên một tệp mời khác.
team-roster-wrong = Danh sách thành viên của nhóm không có chữ ký đúng, nên không dùng.
team-roster-wrong-next = Có người đã sửa cơ sở dữ liệu. Báo quản trị viên của nhóm.
team-raced = Một quản trị viên khác vừa thay đổi thành viên.
team-raced-next = Thử lại.
team-removed = Máy này đã bị gỡ khỏi nhóm.
team-removed-next = Rời nhóm trên máy này, rồi xin tệp mời mới nếu cần.
team-unreadable = Không đọc được phần lưu về nhóm trong kho, nên chưa gửi token nào.
team-unreadable-next = Phục hồi kho từ bản sao lưu, hoặc rời nhóm rồi vào lại.
not-sent-bad-request = Chưa gửi được: có giá trị không hợp lệ.
not-sent-bad-request-next = Dán lại secret_key và refresh_token, không có dấu cách hay chữ có dấu ở trong.
not-sent-cannot-save = Chưa gửi, vì máy này đang không lưu được phản hồi.
not-sent-cannot-save-next = Kiểm tra ổ đĩa còn chỗ và thư mục dữ liệu ghi được (oa-token doctor cho biết rõ hơn), rồi gửi lại. Token chưa bị dùng.
not-sent-clock = Chưa gửi vì đồng hồ của máy chậm hơn lần gửi trước.
not-sent-clock-next = Chỉnh lại ngày giờ của máy rồi gửi lại. Token chưa bị dùng.
not-sent-no-refresh-token = Chưa gửi, vì OA này chưa có refresh token.
not-sent-no-refresh-token-next = Dán refresh token vào rồi gửi.

unknown-timed-out = Đã gửi, nhưng Zalo không trả lời kịp. Chưa rõ Zalo đã đổi token hay chưa.
unknown-timed-out-next = Bạn cứ gửi lại token này, không thêm rủi ro nào.
unknown-connection-lost = Đã gửi, nhưng mất kết nối trước khi có phản hồi. Chưa rõ Zalo đã đổi token hay chưa.
unknown-connection-lost-next = Bạn cứ gửi lại token này, không thêm rủi ro nào.
unknown-redirect = Có một máy chủ khác chen vào và chuyển hướng yêu cầu. Chưa rõ Zalo đã đổi token hay chưa.
unknown-redirect-next = Kiểm tra mạng (quán cà phê, khách sạn hay bắt đăng nhập), rồi gửi lại. Việc đó không làm mất thêm gì.
unknown-html = Phản hồi là một trang web, không phải của Zalo. Chưa rõ Zalo đã đổi token hay chưa.
unknown-html-next = Kiểm tra mạng (quán cà phê, khách sạn hay bắt đăng nhập), rồi gửi lại. Việc đó không làm mất thêm gì.
unknown-server-error = Máy chủ đang gặp lỗi. Chưa rõ Zalo đã đổi token hay chưa.
unknown-server-error-next = Đợi một lát rồi gửi lại đúng token này. Việc đó không làm mất thêm gì.
unknown-cut = Phản hồi đến bị cắt ngang, không đọc được token. Chưa rõ Zalo đã đổi token hay chưa.
unknown-cut-next = Bạn cứ gửi lại token này, không thêm rủi ro nào.
unknown-not-zalo = Phản hồi không giống của Zalo. Chưa rõ Zalo đã đổi token hay chưa.
unknown-not-zalo-next = Bạn cứ gửi lại token này, không thêm rủi ro nào.
unknown-crashed = Chương trình bị tắt khi đang chờ phản hồi. Chưa rõ Zalo đã đổi token hay chưa.
unknown-crashed-next = Bạn cứ gửi lại token này, không thêm rủi ro nào.

busy = Một cửa sổ, lệnh hoặc máy khác đang làm mới OA này.
busy-next = Đợi nó xong rồi thử lại.

## Trạng thái của một OA

state-new = Chưa làm mới lần nào
state-valid = Còn hạn
state-expiring = Sắp hết hạn
state-expired = Hết hạn
state-needs-consent = Cần cấp quyền lại
state-unknown = Chưa rõ kết quả
state-not-sent = Chưa gửi được
state-refused = Zalo từ chối

## Kho token và khóa của kho

vault-locked-unavailable = Chưa mở được kho token: không liên lạc được với nơi giữ khóa của hệ điều hành.
vault-locked-unavailable-next = Mở khóa keyring của máy rồi thử lại. Token vẫn nguyên trong kho.
vault-locked = Chưa mở được kho token vì nơi lưu mật khẩu của máy đang khóa.
vault-locked-next = Mở khóa bằng mật khẩu đăng nhập máy tính rồi thử lại. Token vẫn còn nguyên.
vault-locked-cancelled = Chưa mở được kho token: yêu cầu mở khóa đã bị hủy, hoặc không có màn hình để hỏi.
vault-locked-cancelled-next = Thử lại và cho phép OA Token đọc khóa. Token vẫn nguyên trong kho.
vault-locked-slow = Chưa mở được kho token: nơi giữ khóa của hệ điều hành không trả lời.
vault-locked-slow-next = Đợi một lát rồi thử lại. Token vẫn nguyên trong kho.
vault-key-lost = Nơi giữ khóa của hệ điều hành không còn khóa của kho token này.
vault-key-lost-next = Kho vẫn được giữ nguyên. Khôi phục keyring của máy, hoặc dùng tệp khóa hay mật khẩu nếu bạn đã thêm.
vault-no-keychain = Máy này không có nơi giữ khóa để tạo kho token.
vault-no-keychain-next = Đặt biến OA_TOKEN_KEY_FILE tới một tệp ngẫu nhiên ít nhất 32 byte (ví dụ tạo bằng: head -c 64 /dev/urandom), rồi chạy lại. Giữ kỹ tệp đó.
vault-entry-exists = Nơi giữ khóa đã có sẵn một khóa cho kho này, nên OA Token không ghi đè.
vault-entry-exists-next = Thử lại. Nếu vẫn vậy, dùng tệp khóa bằng biến OA_TOKEN_KEY_FILE.
vault-not-kept = Nơi giữ khóa của hệ điều hành nhận khóa nhưng không giữ lại đúng khóa đó.
vault-not-kept-next = Dùng tệp khóa bằng biến OA_TOKEN_KEY_FILE.
vault-no-slot-keychain = Kho này chưa có khóa nằm trong nơi giữ khóa của hệ điều hành.
vault-no-slot-keychain-next = Đặt OA_TOKEN_KEY_FILE hoặc OA_TOKEN_PASSPHRASE_FILE như lúc tạo kho.
vault-no-slot-passphrase = Kho này chưa có mật khẩu.
vault-no-slot-passphrase-next = Mở kho bằng cách cũ, rồi thêm mật khẩu: oa-token key add-passphrase.
vault-no-slot-key-file = Kho này chưa nhận tệp khóa nào.
vault-no-slot-key-file-next = Mở kho bằng cách cũ (bỏ biến OA_TOKEN_KEY_FILE), rồi thêm tệp khóa: oa-token key add-file TỆP.
vault-wrong-key-keychain = Khóa trong nơi giữ khóa của hệ điều hành không mở được kho này.
vault-wrong-key-keychain-next = Kho vẫn được giữ nguyên. Dùng tệp khóa hay mật khẩu nếu bạn đã thêm.
vault-wrong-key-passphrase = Mật khẩu không đúng.
vault-wrong-key-passphrase-next = Nhập lại mật khẩu. Kho vẫn được giữ nguyên.
vault-wrong-key-key-file = Tệp khóa này không mở được kho.
vault-wrong-key-key-file-next = Dùng đúng tệp khóa lúc tạo kho, hoặc mở kho bằng tệp cũ rồi thêm tệp này: oa-token key add-file TỆP. Kho vẫn được giữ nguyên.
vault-slot-damaged = Phần giữ khóa trong kho bị hỏng.
vault-slot-damaged-next = Dùng cách mở khác nếu có, hoặc khôi phục từ bản sao lưu.
vault-no-memory = Máy không đủ bộ nhớ để dùng mật khẩu (cần 64 MB).
vault-no-memory-next = Đóng bớt chương trình rồi thử lại.
vault-passphrase-empty = Mật khẩu đang trống.
vault-passphrase-empty-next = Nhập mật khẩu rồi thử lại.
vault-newer = Kho token này do một bản OA Token mới hơn tạo ra.
vault-newer-next = Cập nhật OA Token. Kho chưa bị đụng tới.
vault-damaged = Tệp kho token bị hỏng hoặc không phải kho của OA Token.
vault-damaged-next = Đừng xóa tệp này. Khôi phục từ bản sao lưu, hoặc chạy oa-token doctor để xem chi tiết.
vault-read-only = Không ghi được vào thư mục dữ liệu.
vault-read-only-next = Kiểm tra quyền của thư mục dữ liệu rồi thử lại.
vault-full = Ổ đĩa đã đầy.
vault-full-next = Giải phóng ít nhất 1 MB rồi thử lại.
vault-busy = Một chương trình khác đang giữ kho token.
vault-busy-next = Đợi một lát rồi thử lại.
vault-unusable = Không dùng được kho token trên máy này.
vault-unusable-next = Chạy oa-token doctor để xem chi tiết. Khi báo lỗi, gửi kèm kết quả của oa-token doctor --log.
vault-no-such-profile = OA này không còn trong kho.
vault-no-such-place = OA này không có nơi dùng token đó.
cli-no-such-place = OA này không có nơi dùng token tên { $name }. Xem bằng oa-token place list.
place-name-invalid = Tên này không dùng được cho một nơi dùng token.
cli-place-address = Địa chỉ của nơi nhận:
cli-place-address-argument = Địa chỉ này là bí mật, mà lệnh vừa gõ còn nằm trong lịch sử của shell. Lần sau hãy dùng --webhook - và dán địa chỉ khi được hỏi.
cli-place-secret = Đã thêm { $name }. Dán khóa whsec_… ở trên vào nơi nhận; khóa không hiện lại nữa.
cli-place-taken = Đã nhận.
cli-place-removed = Đã bỏ { $name }.
cli-place-delivered = Đã gửi tới { $count } nơi. Còn chờ: { $waiting }.
cli-place-undelivered = { $oa }: { $place } chưa có token mới. { $why }
cli-no-such-channel = Không có kênh báo tin này, hoặc có nhiều kênh cùng loại. Xem id của chúng bằng oa-token alert list.
cli-no-channels = Chưa có kênh báo tin nào. Thêm bằng: oa-token alert add --telegram
cli-alert-bot-token = Token của bot (BotFather đưa):
cli-alert-chat = Mã cuộc trò chuyện:
cli-alert-added = Đã thêm. Gửi thử bằng: oa-token alert test telegram
cli-alert-secret = Đã thêm. Dán khóa whsec_… ở trên vào nơi nhận; khóa không hiện lại nữa.
cli-channel-new = Chưa báo gì
cli-channel-ok = Gửi được
cli-channel-failing = Chưa gửi được
vault-none = Chưa có kho token.

key-file-missing = Không có tệp { $file }.
key-file-folder = { $file } là thư mục, không phải tệp.
key-file-unreadable = Không đọc được tệp { $file }.
key-file-too-short = Tệp khóa { $file } quá ngắn: cần ít nhất 32 byte.
key-file-guessable = Tệp khóa { $file } dễ đoán: nội dung giống chữ gõ tay, không phải ngẫu nhiên.
key-file-guessable-next = Tạo tệp khác bằng lệnh: (umask 077; head -c 64 /dev/urandom > oa-token.key). Kho chưa bị thay đổi gì.
key-file-too-large = Tệp { $file } quá lớn: nhiều nhất 1 MB.
key-file-empty = Tệp { $file } trống.
key-file-not-text = Tệp { $file } không phải văn bản.
key-file-next = Kiểm tra đường dẫn và nội dung tệp rồi thử lại. OA Token không tự tạo tệp khóa.
key-readable-by-others = Lưu ý: người khác trên máy này đọc được tệp { $file }. Nên chạy: chmod 600.
key-outside-profile = Lưu ý: { $file } nằm ngoài thư mục người dùng của bạn, người khác trên máy này có thể đọc được. Chạy oa-token doctor để xem cách sửa.

## Điều nói bên cạnh một ô khi nhập

draft-secret-key-missing = Cần secret_key: khóa bí mật của ứng dụng Zalo.
draft-secret-key-unusable = secret_key có dấu cách hoặc ký tự lạ ở trong. Hãy sao chép lại.
draft-secret-key-is-token = secret_key trùng với một token. Hãy sao chép lại khóa bí mật của ứng dụng.
draft-app-id-missing = Cần app_id: ID ứng dụng Zalo, một dãy số.
draft-app-id-not-digits = app_id phải là một dãy số.
draft-name-too-long = Tên dài quá 80 ký tự.
draft-name-control = Tên có ký tự xuống dòng hoặc ký tự lạ.
draft-name-invisible = Tên chỉ có ký tự không nhìn thấy được. Hãy đặt một tên đọc được.
draft-name-like-id = Tên này viết giống mã (id) của một OA. Hãy đặt tên khác.
draft-name-like-option = Tên không được bắt đầu bằng dấu gạch ngang (-). Hãy đặt tên khác.
draft-token-unusable = Chuỗi này có dấu cách hoặc ký tự lạ ở trong. Hãy sao chép lại.
draft-same-tokens = Access token và refresh token giống hệt nhau. Hãy sao chép lại từng chuỗi.
draft-looks-like-access-token = Có vẻ đây là access token. Hãy sao chép lại dòng refresh_token trong phản hồi của Zalo.
draft-app-id-looks-like-secret-key = Có vẻ đây là secret_key. Hãy xem lại hai ô.
draft-no-token = Chưa có token nào. Lưu được, nhưng chưa gửi được.
draft-trimmed = Đã bỏ { $count } ký tự thừa (dấu cách, dấu nháy, ký tự ẩn).
draft-name-taken = Đã có một OA tên này.
draft-token-held = OA “{ $other }” đang giữ token này. Hai nơi cùng làm mới thì token hỏng.
import-token-twice = refresh_token trùng với “{ $other }”, dòng { $count }. Hai OA không thể chung một token.

## Khi nhập từ tệp hoặc từ đoạn dán

import-empty = Không có gì để nhập.
import-not-text = Đây không phải văn bản.
import-old-sheet = Đây là tệp Excel kiểu cũ (.xls) hoặc có mật khẩu. Hãy mở bằng Excel, lưu thành .xlsx không mật khẩu rồi nhập lại.
import-not-json = Đoạn này không phải JSON đúng (sai ở dòng { $line }). Hãy sao chép lại cả đoạn.
import-not-an-object = JSON này không có các mục app_id, secret_key, refresh_token.
import-nothing-known = Không nhận ra app_id, secret_key hay token nào ở đây.
import-lone-value = Đây là một giá trị đứng một mình, không rõ của OA nào. OA mới cần cả app_id, secret_key và refresh token. Với OA đã có, hãy mở OA đó, chọn Sửa hoặc Cấp quyền lại rồi dán.
import-wrong-type = Mục { $key } phải là chữ trong dấu nháy.
import-too-large = Đoạn này quá lớn: nhiều nhất 1 MB.
import-bot-token = Đây là token của Zalo Bot, không phải của OA. Hãy lấy token của OA trong API Explorer ở developers.zalo.me.
import-user-tokens = Đây có vẻ là token của một người dùng Zalo (hạn một giờ), không phải của OA. Trong API Explorer hãy chọn “OA Access Token”.
import-references = Ở đây chỉ có tham chiếu tới nơi khác, chưa có giá trị. Hãy nhập tệp .env, hoặc nơi ghi giá trị thật.
import-names-only-postman = Tệp này có tên mà thiếu giá trị: Postman chỉ xuất giá trị được chia sẻ. Hãy sao chép yêu cầu dưới dạng cURL rồi nhập lại.
import-names-only-bruno = Thiếu giá trị bí mật (như secret_key): Bruno chỉ xuất tên của chúng. Hãy mở Bruno và sao chép từng giá trị sang.
import-names-only = Tệp này có tên mà thiếu giá trị. Hãy nhập nơi ghi giá trị thật.
import-out-of-use = Mọi giá trị ở đây đều được ghi là cũ hoặc đã tắt. Hãy nhập giá trị đang dùng.

# Từng giá trị bị bỏ qua; nơi ghi nó (tệp, dòng) được thêm vào trước câu.
import-choose = Có nhiều giá trị cho mục này. Hãy chọn một giá trị bên dưới.
import-at-line = dòng { $line }
import-at-file = { $file }, dòng { $line }
import-left-previous = { $key } này được ghi là giá trị cũ, nên không nhập.
import-left-inactive = { $key } này đã bị tắt hoặc ngừng dùng, nên không nhập.
import-left-spent = { $key } này đã dùng rồi. OA Token lấy token mới mà Zalo trả về sau đó.
import-left-older = { $key } này cũ hơn. OA Token lấy token mới hơn trong cùng lần nhập.
import-left-bot-token = Đây là token của Zalo Bot, không phải của OA.
import-left-user-token = Đây là token của một người dùng Zalo, không phải của OA.
import-left-webhook-secret = Đây là khóa webhook của OA, không phải secret_key của ứng dụng.
import-left-other-service = { $key } này của dịch vụ khác, không phải Zalo.
import-left-rounded = { $key } này là số đã bị làm tròn. Hãy đổi ô đó sang kiểu chữ rồi nhập lại.
import-refresher-n8n = n8n đang tự làm mới token của OA này. Hãy tắt việc đó trong n8n trước, nếu không hai nơi sẽ làm hỏng token của nhau.
import-refresher-wordpress = Plugin WordPress đang tự làm mới token của OA này. Hãy tắt việc đó trong WordPress trước, nếu không hai nơi sẽ làm hỏng token của nhau.

## Nhật ký

history-imported = Thêm OA, nhận cặp token đầu tiên
history-replaced = Nhận cặp token mới do bạn dán vào
history-edited = Sửa thông tin
history-deleted = Đã xóa khỏi danh sách
history-restored = Đã lấy lại
history-saved = Đã lấy cặp token mới
history-by-user = Bạn lấy token mới
history-by-automatic = Tự làm mới
history-by-command = Lệnh oa-token lấy token mới
history-refused = Zalo từ chối
history-dead = Zalo báo refresh token không dùng được
history-unknown = Đã gửi, chưa rõ kết quả
history-not-sent = Chưa gửi được

## Lệnh oa-token

cli-retrying-save = Đã nhận phản hồi nhưng chưa lưu được (ổ đĩa đầy hoặc không ghi được). Đang thử lại mỗi giây: đừng tắt chương trình, hãy giải phóng ổ đĩa.
saved-no-access-token = Đã lưu phản hồi của Zalo, nhưng hiện không có access token nào còn hạn để đưa ra.
saved-no-access-token-next = Chạy: oa-token refresh TÊN
cli-see-help = Xem: oa-token help, hoặc thêm --help vào lệnh.
cli-usage = Lệnh này chưa đúng.
cli-unknown-call = Không có lệnh này.
cli-unknown-argument = Không có tham số này.
cli-missing-argument = Lệnh còn thiếu tham số.
cli-bad-value = Một tham số có giá trị không hợp lệ.
cli-conflict = Có hai tham số không dùng chung được.
bad-origin = { $variable } phải là https://máy-chủ (http:// chỉ dùng cho chính máy này).
two-keys = Chỉ đặt một trong hai biến OA_TOKEN_KEY_FILE và OA_TOKEN_PASSPHRASE_FILE.
no-home = Không tìm thấy thư mục dữ liệu của hệ điều hành. Hãy đặt biến OA_TOKEN_HOME.
cli-likely-profile = Không có OA nào tên “{ $name }”. Có phải ý bạn là “{ $meant }”?
cli-no-such-profile = Không có OA nào tên “{ $name }”. Xem tên bằng: oa-token list
cli-unreadable-file = Không đọc được tệp { $file }. Kiểm tra đường dẫn rồi thử lại.
cli-file-exists = Tệp { $file } đã có. Chọn một tên khác, để không mất gì.
cli-one-file = Hai tệp phải có hai tên khác nhau.
cli-secret-file-next = Kiểm tra đường dẫn; mật khẩu nằm ở dòng đầu của tệp.
cli-no-name = Cần tên cho OA này: dùng --name TÊN, hoặc thêm "name" vào JSON.
cli-import-choices = Có nhiều giá trị cho cùng một mục. Chọn một bằng:
cli-import-no-such-pick = --pick không khớp giá trị nào. Bỏ --pick để xem các lựa chọn.
cli-import-tokens-only = Ở đây chỉ có token, còn thiếu app_id và secret_key. Thêm tệp có hai giá trị đó vào cùng lệnh, hoặc nhập vào OA đã có: --name TÊN --replace.
cli-import-tokens-only-many = Ở đây có { $count } OA nhưng chỉ có token, còn thiếu app_id và secret_key của từng OA. Thêm hai giá trị đó, hoặc nhập từng OA: --name TÊN --replace.
cli-one-name = --name chỉ dùng cho một OA, mà có nhiều OA được nhập. Hãy đặt "name" trong từng mục.
cli-no-access-token = OA này chưa có access token. Chạy: oa-token refresh TÊN
cli-readable-target = Chú ý: người dùng khác của máy này đọc được tệp, và refresh token sẽ nằm trong đó.
cli-readable-target-question = Người dùng khác của máy này đọc được tệp, và refresh token sẽ nằm trong đó. Vẫn ghi? (có/không)
cli-cannot-write = Không ghi được tệp { $file }. Kiểm tra thư mục và quyền ghi; nếu tệp đang mở trong chương trình khác (như Excel), hãy đóng lại.
step-up-needed = Việc này không làm lại được, nên cần mật khẩu thêm một lần.
key-nothing-else-opens = Chưa xóa: đây là cách mở đang dùng, và chưa thấy cách nào khác mở được kho.
key-nothing-else-opens-next = Hãy chạy lại bằng cách mở còn giữ, ví dụ OA_TOKEN_KEY_FILE trỏ tới tệp khóa hoặc OA_TOKEN_PASSPHRASE_FILE trỏ tới tệp mật khẩu ấy.
cli-key-removed = Đã xóa. Những bản sao của kho được tạo trước lúc này vẫn mở được bằng cách mở vừa xóa.
cli-no-such-slot = Không có cách mở nào mang mã này, hoặc đó là cách mở cuối cùng (không xóa được).
cli-stdio = Không đọc hoặc ghi được trên dòng lệnh này.
cli-no-profiles = Chưa có OA nào. Thêm bằng: oa-token import -
cli-none-imported = Chưa nhập OA nào, vì không lưu được “{ $name }”.
cli-imported = đã lưu
cli-valid-until = Dùng được đến { $until }.
cli-old-token-lives = Access token cũ vẫn còn hạn nên được in ra.
cli-token-just-saved = token này vừa được lấy, chưa lấy thêm token mới; thời hạn còn lại ngắn hơn --min-life.
cli-token-unknown-life = chưa rõ token này còn hạn tới bao giờ, và máy này không lấy token mới cho OA này được; token đang có được in ra.
cli-token-longer-than-granted = không token nào có thời hạn dài như --min-life đòi hỏi; đưa ra token đang còn hiệu lực.
cli-listen-not-loopback = { $address } mở ra ngoài máy này mà không có TLS. Hãy nghe ở 127.0.0.1, hoặc đặt một proxy có TLS ở trước và nêu địa chỉ của nó bằng --behind-proxy.
cli-listen-taken = Chương trình khác đang giữ { $address }. Tắt nó, hoặc chọn cổng khác bằng --listen (cổng 0 là cổng trống bất kỳ).
cli-listen-address = Không nghe được ở { $address }. Kiểm tra địa chỉ và quyền dùng cổng này.
cli-socket-taken = Một “oa-token serve” khác đang dùng socket { $path }.
cli-socket-open-folder = Thư mục { $path } của socket phải là của bạn và chỉ mình bạn vào được: chmod 700.
cli-socket = Không tạo được socket { $path }. Kiểm tra thư mục và độ dài đường dẫn (tối đa khoảng 100 ký tự).
cli-bad-api-key-name = Tên khóa API dài 1 đến { $most } ký tự, không bắt đầu bằng dấu gạch ngang, không có ký tự điều khiển.
cli-api-key-taken = Đã có khóa API tên này. Chọn tên khác, hoặc xóa khóa cũ: oa-token api-key remove
cli-no-such-api-key = Không có khóa API này. Xem: oa-token api-key list
cli-no-api-keys = Chưa có khóa API nào. Tạo bằng: oa-token api-key add TÊN --oa OA --can token
cli-api-key-once = Khóa này chỉ in ra một lần và không lưu ở đâu. Cất nó vào chương trình dùng nó.
cli-api-key-removed = Đã xóa khóa API. “oa-token serve” đang chạy sẽ từ chối khóa này trong vòng một giây.
cli-api-key-expired = đã hết hạn
cli-two-tools = Lưu ý: refresh token đi kèm. Hai nơi cùng làm mới thì token hỏng, nên chỉ một nơi được giữ việc đó.
cli-passphrase = Mật khẩu của kho token (hoặc mã khôi phục):
cli-new-passphrase = Mật khẩu mới cho kho token:
cli-generated-passphrase = Đây là mật khẩu mới, chỉ hiện một lần. Ghi lại và cất ở nơi an toàn.
cli-slot-keychain = nơi giữ khóa của hệ điều hành
cli-slot-passphrase = mật khẩu
cli-slot-key-file = tệp khóa
cli-doctor-folder = Thư mục dữ liệu
cli-doctor-open-folder = Người dùng khác trên máy này vào được { $folder }.
cli-doctor-outside = { $path } nằm ngoài thư mục người dùng của bạn: người khác trên máy này có thể đọc được.
cli-doctor-vault = Kho token
cli-doctor-file = Tệp kho
cli-doctor-key = Khóa của kho
cli-doctor-clock = Đồng hồ
cli-doctor-schedule = Tự làm mới
cli-doctor-schedule-none = chưa có chương trình nào đang tự làm mới
cli-doctor-schedule-owner = do tiến trình { $process } làm
cli-doctor-schedule-silent = tiến trình { $process } đang giữ việc tự làm mới nhưng đã bị dừng hoặc không lên tiếng từ { $at }.
cli-doctor-schedule-silent-next = Cửa sổ hoặc oa-token watch khác sẽ làm thay trong 2 phút; nếu không còn cần tiến trình đó, hãy tắt hẳn (kill -KILL).
cli-doctor-attempts = Lần gửi dở dang
cli-doctor-open-attempts = { $count } OA có lần gửi dở dang.
cli-doctor-origins = Máy chủ
cli-doctor-fine = ổn
cli-doctor-guessable-key = Kho mở được, nhưng tệp khóa dễ đoán: nội dung giống chữ gõ tay.
cli-doctor-guessable-key-next = Tạo tệp khác bằng lệnh (umask 077; head -c 64 /dev/urandom > oa-token.key), thêm nó: oa-token key add-file TỆP, đổi OA_TOKEN_KEY_FILE sang tệp đó, rồi bỏ cách mở cũ: oa-token key remove MÃ.
demo-start = Tập với Zalo mẫu trên máy này, trong một thư mục tạm. Không có gì gửi tới Zalo.
demo-import = 1. Nhập ba giá trị: app_id, secret_key, refresh_token
demo-list = 2. OA đã nằm trong kho token được mã hóa
demo-refresh = 3. Gửi
demo-answer = 4. Phản hồi đã lưu (token mẫu)
demo-token = 5. Access token, như oa-token token in ra
demo-again = 6. Một nơi khác dùng refresh token mới trước OA Token; OA Token gửi sau nên bị từ chối, và không mất gì
demo-end = Xong. Thư mục tạm đã được xóa.

## Cửa sổ

window-driven = Một biến môi trường (TAURI_WEBVIEW_AUTOMATION, WEBVIEW2_ADDITIONAL_BROWSER_ARGUMENTS hoặc WEBKIT_INSPECTOR_…) cho phép chương trình khác điều khiển cửa sổ và đọc token. OA Token không mở. Hãy bỏ biến đó.
window-no-display = OA Token cần một màn hình để mở cửa sổ. Trên máy chủ hãy dùng lệnh oa-token.
window-silent = OA Token đang mở nhưng không trả lời. Hãy kết thúc chương trình đó (Task Manager, hoặc tắt máy rồi mở lại), rồi mở OA Token lần nữa. Token đã lưu vẫn còn nguyên.
page-error-no-clipboard = Chưa sao chép được: không dùng được bộ nhớ tạm của máy. Hãy bấm Hiện rồi sao chép bằng tay.
window-cannot-open = Không mở được cửa sổ. Hãy thử khởi động lại máy, hoặc dùng lệnh oa-token.

## Trang trong cửa sổ (page-)

## Trang của cửa sổ: thời gian và thời hạn

page-span-days = { $days } ngày
page-span-hours = { $hours } giờ { $minutes } phút
page-span-minutes = { $minutes } phút
page-span-minute = 1 phút { $seconds } giây
page-span-seconds = { $seconds } giây
page-left = Còn { $span }
page-moment-today = { $time } hôm nay
page-moment-tomorrow = { $time } ngày mai
page-moment-yesterday = { $time } hôm qua
page-diary-time = { $day }, { $time }
page-day-today = Hôm nay
page-day-yesterday = Hôm qua
page-day-monday = Thứ Hai
page-day-tuesday = Thứ Ba
page-day-wednesday = Thứ Tư
page-day-thursday = Thứ Năm
page-day-friday = Thứ Sáu
page-day-saturday = Thứ Bảy
page-day-sunday = Chủ nhật
page-ends = Hết hạn { $moment }
page-ended = Hết hạn lúc { $moment }
page-unknown-life = Chưa rõ hạn
page-life-unknown = Gửi lần đầu xong mới biết hạn
page-none-yet = Chưa có
page-no-access-token-how = Bấm Gửi để lấy
page-may-have-stopped = Chưa chắc còn dùng được
page-may-have-stopped-before = Chưa chắc còn dùng được (hạn gốc { $moment })

## Trang của cửa sổ: khung chung

page-no-words = Chưa có câu giải thích cho việc này. Token của bạn vẫn được giữ nguyên.
page-your-oas = OA của bạn
page-your-oas-count = OA của bạn · { $count }
page-add-oa = Thêm OA
page-settings = Cài đặt
page-language = Ngôn ngữ
page-theme-system = Theo máy
page-theme-light = Sáng
page-theme-dark = Tối
page-vault-folder = Dữ liệu nằm ở:
page-close = Đóng
page-cancel = Hủy
page-save = Lưu
page-edit = Sửa
page-understood = Đã hiểu
page-try-again = Thử lại
page-show = Hiện
page-hide = Ẩn
page-show-of = Hiện { $name }
page-hide-of = Ẩn { $name }
page-hidden = đang ẩn, bốn ký tự cuối: { $tail }
page-copy = Sao chép
page-copy-asking = Sao chép…
page-copy-of = Sao chép { $name }
page-copied = Đã sao chép { $name }
page-ended-with = { $name }: { $words }

## Trang của cửa sổ: tìm và tổng quan

page-find = Tìm OA
page-find-none = Không có OA nào khớp
page-overview = Tổng quan
page-overview-next = Hết hạn sớm nhất: { $name }, { $moment }
page-overview-calm = Hiện chưa có access token nào còn hạn
page-need-count = { $number ->
   *[other] { $count } OA cần xử lý
}
page-need-show = Xem { $count } OA
page-need-consent = Zalo không nhận refresh token nữa.
page-need-refused = Zalo từ chối lần gửi gần nhất.
page-need-refresh-token = Chưa có refresh token.
page-need-unknown = Đã gửi nhưng không rõ kết quả.
page-need-not-sent = Chưa gửi được lần gần nhất.
page-need-used-elsewhere = Nơi khác đã dùng refresh token trước.
page-need-too-old = Refresh token đã quá 90 ngày.
page-need-secret-key = Sai secret_key ở lần gửi gần nhất.
page-need-app-id = Sai app_id ở lần gửi gần nhất.
page-need-offline = Không kết nối được tới Zalo.
page-need-cannot-save = Không lưu được vào máy nên chưa gửi.
page-need-clock = Đồng hồ máy sai nên chưa gửi.
page-need-refresh-ends = Refresh token sắp hết hạn.
page-need-package-ends = Gói OA sắp hết hạn.
page-need-file = Không ghi được { $file }.
page-need-place = { $place } chưa nhận được token mới.
page-need-place-ended = { $place } đang dùng token đã hết hiệu lực.
page-need-new = Chưa làm mới lần nào, chưa rõ hạn.
page-round = { $number ->
   *[other] Lấy token mới cho { $count } OA đến hạn
}
page-round-running = Đang làm mới { $done } trên { $count } OA
page-round-ended = Xong: làm mới được { $saved } trên { $count } OA
page-round-waiting = Đang đợi tới lượt
page-round-skipped = Bỏ qua: access token còn hạn. Hãy xác nhận ở trang của OA
page-round-not-due = Bỏ qua: không còn đến hạn
page-filter = Lọc
page-filter-all = Tất cả
page-filter-person = Cần xử lý
page-filter-none = Không có OA nào ở mục này.
page-filter-other = Chưa làm mới, ở máy khác
page-lives = Mọi OA
page-lives-count = { $count } OA · { $automatic } đang tự làm mới
page-column-name = OA
page-column-access = Access token còn
page-column-refresh = Refresh token
page-column-automatic = Tự làm mới
page-column-step = Bước tiếp theo
page-cell-off = Tắt
page-cell-paused = Tạm dừng
page-cell-waits = Đang chờ
page-select = Chọn { $name }
page-select-all = Chọn tất cả
page-select-none = Bỏ chọn
page-selected = Đã chọn { $count } OA
page-selected-automatic = Tự làm mới
page-selected-automatic-off = Tắt tự làm mới
page-selected-none-due = Chưa OA nào đến hạn
page-auto-ask-many = Ngoài OA Token, còn nơi nào tự làm mới { $count } OA này không?
page-group = Nhóm
page-groups = Nhóm
page-group-new = Thêm nhóm
page-group-new-dots = Nhóm mới…
page-group-edit = Sửa nhóm
page-group-name = Tên nhóm
page-group-colour = Màu
page-group-colour-of = Màu { $count }
page-group-none = Bỏ khỏi nhóm
page-group-remove = Xóa nhóm
page-group-no-name = Hãy đặt tên cho nhóm.
page-group-name-taken = Đã có nhóm tên này.
page-group-empty = Nhóm này chưa có OA nào. Ở Tổng quan, chọn các OA rồi bấm “Nhóm”.
page-group-count = { $number ->
   *[other] { $count } OA
}
page-pin = Ghim
page-unpin = Bỏ ghim
page-pinned = Ghim
page-palette = Tìm và làm
page-palette-hint = Tìm OA hoặc gõ việc cần làm
page-palette-acts = Thao tác
page-palette-oas = OA
page-palette-copy = Sao chép token của { $name }
page-palette-refresh = Lấy token mới cho { $name }
page-palette-refresh-due = Lấy token mới cho { $count } OA đến hạn
page-palette-choose = chọn
page-palette-do = làm
page-palette-automatic-on = Bật tự làm mới cho { $name }
page-palette-automatic-off = Tắt tự làm mới cho { $name }
page-palette-automatic-is-on = đang bật
page-palette-automatic-is-off = đang tắt
page-palette-export = Xuất token của { $name }
page-palette-pin = Ghim { $name }
page-palette-unpin = Bỏ ghim { $name }
page-palette-group = Đưa { $name } vào nhóm { $group }
page-palette-ungroup = Đưa { $name } ra khỏi nhóm { $group }
page-palette-group-new = Đưa { $name } vào nhóm mới…
page-palette-copy-key = sao chép token của OA đang chọn
page-cell-ended = Hết hạn
page-cell-dead = Không dùng được
page-cell-hours = { $hours } giờ
page-step-refresh = Làm mới
page-step-open = Xem và sửa
page-step-choose-file = Chọn lại tệp
page-step-of = { $step }: { $name }

## Trang của cửa sổ: lần chạy đầu

page-welcome = Lấy access token Zalo OA, không cần Postman
page-welcome-why = Dán ba giá trị, theo thứ tự nào cũng được. OA Token tự nhận ra, rồi lấy token mới từ Zalo và giữ an toàn trên máy này.
page-slots-paste = Nhấn **{ $keys }** để dán
page-slots-drop = hoặc kéo tệp Postman, .env, JSON vào đây
page-slots-enter = Nhấn Enter để OA Token nhận ra giá trị vừa gõ
page-slots-missing = Còn thiếu: { $names }
page-slots-whole = Đã đủ ba giá trị
page-slots-then = Cặp token mới được lưu ngay trên máy này. Mỗi refresh token chỉ dùng được một lần.
page-slot-app-id = ID ứng dụng
page-slot-secret-key = Khóa bí mật
page-slot-refresh-token = Refresh token
page-slot-lacks = Còn thiếu
page-slot-type = Gõ { $name } bằng tay
page-slot-done = Xong
page-get-token = Lấy access token
page-drawing = Hình minh họa
page-zalo-site = developers.zalo.me
page-zalo-app = Ứng dụng
page-zalo-app-name = Cà phê Hà Nội Web ▾
page-zalo-app-title = Cà phê Hà Nội Web
page-zalo-kind = Loại token
page-zalo-kind-oa = OA Access Token
page-zalo-get = Lấy Access Token
page-zalo-asks = Ứng dụng muốn quản lý OA này.
page-zalo-allow = Cho phép
page-zalo-deny = Từ chối
page-zalo-copy = Sao chép
page-zalo-access-sample = KjBhB_pnlb5IqE…
page-zalo-refresh-sample = Y1PqsMH4l…
page-zalo-app-id = ID ứng dụng
page-zalo-settings = Cài đặt
page-zalo-secret = Khóa bí mật
page-way-app = Lấy ID ứng dụng và khóa bí mật
page-way-app-1 = Mở trang ứng dụng Zalo, đăng nhập rồi bấm vào **ứng dụng của bạn**.
page-way-app-2 = Sao chép **ID ứng dụng**, dãy số cạnh tên ứng dụng, quay lại đây và nhấn { $keys }.
page-way-app-3 = Mở **Cài đặt**, sao chép **Khóa bí mật của ứng dụng**, quay lại đây và nhấn { $keys }.
page-way-app-open = Mở trang ứng dụng
page-way-token = Lấy refresh token, khoảng 2 phút
page-way-token-1 = Mở API Explorer, đăng nhập bằng tài khoản **quản trị OA**, chọn **OA Access Token**.
page-way-token-2 = Bấm **Lấy Access Token**, chọn OA rồi bấm **Cho phép**.
page-way-token-3 = Sao chép dòng **refresh_token**, quay lại đây và nhấn { $keys }.
page-pair-not-admin = Không phải quản trị viên OA?
page-pair-ask-admin = Gửi link cho quản trị viên OA
page-pair = Lấy cặp token
page-pair-why = Khoảng 2 phút. Đăng nhập Zalo bằng tài khoản quản trị OA.
page-pair-way-back = Quay lại
page-pair-1 = Chọn ứng dụng có ID **{ $app }**, chọn **OA Access Token**, bấm **Lấy Access Token**.
page-pair-2 = Chọn OA **{ $name }** rồi bấm **Cho phép**.
page-pair-3 = Bấm **Sao chép** ở dòng **refresh_token**, quay lại đây nhấn { $keys }.
page-pair-waits = Đang chờ bạn dán refresh_token
page-pair-has = Đã nhận refresh_token
page-pair-split = Đã tách refresh_token từ phản hồi của Zalo
page-pair-doubtful = Chuỗi vừa dán cần kiểm tra lại
page-pair-paste = Nhấn { $keys } để dán vào đây
page-pair-get = Lấy token mới
page-pair-other-way = Cách khác: gửi link cho quản trị viên OA
page-admin = Gửi link cho quản trị viên OA
page-admin-why = Người quản trị bấm Cho phép, gửi lại bạn một địa chỉ. Dán địa chỉ đó vào đây.
page-admin-message-title = Tin nhắn soạn sẵn
page-admin-message = Chào anh/chị, nhờ anh/chị mở link dưới đây bằng tài khoản quản trị OA { $name } rồi bấm Cho phép:
    { $link }
    Trang hiện ra sau đó có thể báo lỗi, không sao. Anh/chị sao chép cả địa chỉ trên thanh trình duyệt, gửi lại em trong 10 phút. Em cảm ơn!
page-admin-copy = Sao chép tin nhắn
page-admin-qr = Hoặc quét bằng điện thoại
page-admin-qr-name = Mã QR của link cấp quyền
page-admin-copied = Đã sao chép tin nhắn. Dán vào Zalo để gửi cho quản trị viên OA.
page-admin-open-here = Mở link trên máy này
page-admin-make = Soạn tin nhắn
page-admin-waits = Đang chờ địa chỉ từ quản trị viên
page-admin-waits-here = Đang chờ trình duyệt trả lời. Nếu không thấy gì, hãy dán địa chỉ vào đây.
page-admin-paste = Dán địa chỉ bắt đầu bằng { $address }
page-admin-change = Đổi địa chỉ nhận
page-safe = Mã hóa trên máy này. Chỉ gửi tới Zalo.

## Trang của cửa sổ: nhập một OA

page-name = Tên
page-paste-here = Dán vào đây
page-clear-and-paste = Xóa và dán lại
page-fine = Ổn
page-hint-secret-key-form = Khóa bí mật của ứng dụng Zalo. Không phải “OA Secret Key” ở trang Webhook.
page-hint-refresh-token-form = Chuỗi để lấy token mới, chỉ dùng được một lần. Lấy chuỗi mới nhất bạn có.
page-hint-app-id-form = ID ứng dụng Zalo: một dãy số. Không phải ID của OA.
page-save-only = Chỉ lưu, chưa gửi
page-saved-not-sent = Đã lưu { $name }, chưa gửi gì tới Zalo
page-first-token = Đã có access token cho { $name }
page-first-until = Dùng được đến { $moment }.
page-first-saved = Cặp token mới đã lưu trên máy này.
page-first-clears = Tự xóa khỏi bộ nhớ tạm sau { $span }
page-first-later = Để sau, vào trang OA
page-offer-auto = Để OA Token tự làm mới mỗi ngày?
page-offer-auto-how = Trước khi hết hạn { $hours } giờ, OA Token lấy cặp token mới và báo bạn nếu có việc cần làm.
page-offer-no = Không, chỉ ở đây
page-offer-on = Đã bật tự làm mới
page-use = Dùng token ở đâu?
page-use-website = Website, máy chủ
page-use-website-how = Tự ghi tệp .env
page-use-flow = n8n, Make
page-use-flow-how = Tự ghi tệp JSON
page-use-sheet = Google Sheets, Excel
page-use-sheet-how = Dán một dòng
page-use-shop = Phần mềm bán hàng
page-use-shop-how = Dán bằng tay

## Trang của cửa sổ: một OA

page-practice = OA mẫu
page-zalo-app-alone = Ứng dụng Zalo { $id }
page-history = Lịch sử
page-request = Thông tin gửi đi
page-row-wrong = Zalo không nhận giá trị này

page-send = Gửi
page-send-again = Gửi lại
page-sending = Đang lấy token mới
page-send-sends = Zalo đổi refresh token này lấy cặp token mới. Access token cũ, nếu còn hạn, hết hiệu lực ngay.
page-send-asks = Gửi để lấy cặp token mới. Access token đang dùng sẽ hết hiệu lực ngay ở mọi nơi.
page-send-again-why = Chưa rõ Zalo đã đổi token hay chưa. Bạn cứ gửi lại token này, không thêm rủi ro nào.
page-send-dead = Zalo đã từ chối token này nên không gửi lại nữa.
page-send-no-refresh-token = OA này chưa có refresh token. Bấm “Lấy cặp token”, hoặc bấm Sửa để dán.
page-phase-waiting = Chưa nhận được phản hồi. Đợi một chút rồi gửi lại token này, không thêm rủi ro nào.
page-phase-retrying-save = Chưa lưu được phản hồi của Zalo, đang thử lại mỗi giây. Đừng tắt máy; hãy xóa bớt tệp cho ổ đĩa có chỗ trống.

page-confirm = Lấy token mới cho { $name } ngay bây giờ?
page-confirm-stops = Access token đang dùng còn **{ $span }**. Sau khi gửi, token này **hết hiệu lực ngay ở mọi nơi** và không khôi phục được.
page-confirm-stops-unknown = OA này có access token chưa rõ hạn, có thể đang được dùng. Sau khi gửi, token đó **hết hiệu lực ngay ở mọi nơi** và không khôi phục được.
page-confirm-keep = Giữ token đang dùng
page-confirm-send = Lấy token mới

page-answer = Phản hồi
page-answer-blank = Token mới sẽ hiện ở đây sau khi gửi.
page-answer-none = Máy này không nhận được phản hồi nào.
page-answer-empty = Zalo trả về một phản hồi trống.
page-view-raw = Nguyên văn
page-verdict-saved = Đã lưu
page-verdict-busy = Đang bận

page-copy-refresh = Sao chép refresh token?
page-copy-refresh-why = Hai nơi cùng làm mới thì token hỏng. Chỉ sao chép khi nơi nhận sẽ làm mới thay, và từ đó đừng bấm Gửi ở đây nữa.
page-copy-refresh-not = Không sao chép
page-copy-refresh-yes = Vẫn sao chép

page-why-failed = Vì sao chưa được
page-pair-received = OA Token nhận cặp token này
page-zalo-says = Zalo trả lời
page-next-send-again = Gửi lại
page-next-fix-secret-key = Sửa secret_key
page-next-fix-app-id = Sửa app_id
page-next-get-new-pair = Cấp quyền lại
page-next-paste-again = Dán lại refresh token

page-edit-of = Sửa { $name }
page-edited = Đã lưu thay đổi
page-leave-empty = Để trống thì giữ nguyên

page-export = Xuất…
page-export-of = Xuất token · { $name }
page-format = Định dạng
page-format-json = JSON như Zalo trả lời
page-format-json-what = Phần mềm đọc đúng phản hồi của Zalo
page-format-text = Access token
page-format-text-what = Chỉ chuỗi token, để dán
page-with-refresh = Kèm refresh token
page-with-refresh-why = Chỉ bật khi nơi nhận sẽ làm mới thay bạn. Hai nơi cùng làm mới thì token hỏng.
page-with-refresh-warning = Từ lúc này nơi nhận lo việc làm mới. Đừng bấm Gửi ở đây nữa, nếu không một trong hai nơi mất token.
page-export-safe = Ai có access token đều dùng được OA của bạn. Bản xuất không chứa secret_key.
page-save-file = Lưu tệp…
page-exported = Đã lưu vào { $path }

## Trang của cửa sổ: việc không làm được

page-error-no-such-profile = OA này không còn nữa.
page-error-no-such-secret = OA này chưa có chuỗi đó.
other-origin-refused = { $variable } trỏ tới một máy chủ không phải của Zalo: secret_key và refresh token sẽ được gửi tới đó. Nếu bạn thật sự muốn vậy, đặt thêm OA_TOKEN_ALLOW_OTHER_ORIGIN=1; nếu không, bỏ biến { $variable }.
other-origin-send = Đang gửi tới { $origin }, không phải Zalo (OA_TOKEN_ALLOW_OTHER_ORIGIN=1).
relative-home = OA_TOKEN_HOME phải là đường dẫn đầy đủ, ví dụ /srv/oa-token hoặc C:\oa-token. Đường dẫn tương đối thì mỗi thư mục sẽ là một kho khác.
page-other-origin = Token và secret_key được gửi tới { $origin }, không phải Zalo.
page-other-origin-why = Biến OA_TOKEN_ALLOW_OTHER_ORIGIN cho phép điều đó. Nếu bạn không tự đặt, hãy đóng OA Token và hỏi người đã cài máy này.
history-sent-elsewhere = Gửi tới máy chủ không phải của Zalo
history-from-team = Cặp token do máy khác trong nhóm chia sang
history-app-from-team = Nhận app_id, secret_key mới do máy khác trong nhóm sửa
history-app-over = Thay app_id, secret_key nhập ở máy này, vì máy khác trong nhóm đã sửa trước; secret_key cũ vẫn giữ. Nếu giá trị nhập ở đây mới đúng, nhập lại
history-team-altered = Cơ sở dữ liệu của nhóm có dòng không do máy nào trong nhóm ghi; OA Token đã bỏ qua dòng đó
history-put-back = Cơ sở dữ liệu của nhóm quay về một bản cũ; máy này đã đưa lại số cặp token và lần gửi còn thiếu
target-in-home = Tệp này thuộc thư mục dữ liệu của OA Token
target-in-home-next = Chưa ghi gì. Hãy chọn nơi khác, ngoài thư mục dữ liệu.
target-key-file = Tệp này là khóa mở kho token
target-key-file-next = Chưa ghi gì. Ghi đè lên nó thì không mở được kho nữa; hãy chọn tệp khác.
target-vault = Tệp này là một kho token
target-vault-next = Chưa ghi gì. Ghi đè lên nó thì mất token trong đó; hãy chọn tệp khác.
target-device = Đây không phải tệp, cũng không phải đường ống (pipe)
target-device-next = Chưa ghi gì. Hãy chọn một tệp, hoặc dùng -o - để in ra màn hình.
target-foreign = Đường dẫn này do người dùng khác của máy đặt
target-foreign-next = Chưa ghi gì. Người đó có thể đọc token hoặc chọn tệp bị ghi đè; hãy chọn nơi chỉ mình bạn ghi được.
target-cannot-write = Không ghi được tệp
target-cannot-write-next = Đóng chương trình đang mở tệp (như Excel), chọn thư mục khác, hoặc kiểm tra quyền ghi, rồi xuất lại. Token vẫn nằm an toàn trong OA Token.
page-error-unexpected = Chưa làm được việc này
page-error-unexpected-next = Có lỗi ngoài dự tính. Hãy thử lại. Nếu vẫn vậy, đóng OA Token rồi mở lại.

## Nhập, cài đặt, liên kết (lỗi)
page-error-unreadable-import-next = Hãy dán nguyên đoạn JSON, lệnh cURL hoặc tệp xuất từ Postman, n8n. Không có gì được lưu.
page-error-cannot-read-file = Không đọc được tệp này.
page-error-cannot-read-file-next = Kiểm tra xem tệp còn ở đó và bạn có quyền mở nó, rồi thử lại.
page-error-invalid-names = Tên biến chỉ gồm chữ không dấu, số và dấu gạch dưới, không bắt đầu bằng số, và không trùng nhau.
page-error-no-browser = Không mở được. Hãy thử lại, hoặc tự mở trình duyệt.
page-error-no-practice = Không mở được Zalo tập trên máy này.
page-error-no-practice-next = Hãy đóng bớt chương trình rồi thử lại. OA thật của bạn không bị ảnh hưởng.
practice-name = OA mẫu
settings-proxy-not-an-address = Đây chưa phải địa chỉ proxy. Ví dụ: http://10.0.0.1:3128
settings-proxy-scheme = Chỉ dùng được proxy HTTP, bắt đầu bằng http:// hoặc https://
settings-proxy-path = Địa chỉ proxy kết thúc ở số cổng, không có gì phía sau.
## OA mẫu: để tập, không gọi tới Zalo

not-sent-no-practice = Chưa gửi, vì Zalo mẫu để tập chưa chạy được trên máy này.
not-sent-no-practice-next = Kiểm tra quyền ghi vào thư mục dữ liệu rồi gửi lại. Token mẫu chưa bị dùng.
vault-practice = Đây là OA mẫu để tập: app_id, secret_key và token của nó do Zalo mẫu cấp, không thay được.
vault-practice-next = Để dùng token thật, hãy thêm một OA mới.
## Xuất token: định dạng và tên biến

export-no-access-token = OA này chưa có access token.
export-no-refresh-token = OA này chưa có refresh token.
export-curl-refresh-token = Lệnh cURL chỉ gọi thử API bằng access token, không bao giờ kèm refresh token. Hãy bỏ lựa chọn đó hoặc chọn định dạng khác.
export-odd-token = Token này có ký tự điều khiển mà định dạng đã chọn không ghi được. Hãy chọn json hoặc json-iso.
export-name-empty = Tên biến không được để trống.
export-name-too-long = Tên biến dài quá { $most } ký tự.
export-name-not-a-name = Tên biến chỉ gồm chữ cái không dấu, chữ số và dấu gạch dưới, và không bắt đầu bằng chữ số.
export-name-taken = Tên này đã dùng cho một biến khác (không phân biệt chữ hoa, chữ thường).
cli-unknown-format = Không có định dạng này. Các định dạng: { $formats }.
cli-names-without-env = --access-name, --expires-name và --refresh-name chỉ dùng với --format env.
cli-bad-env-name = { $option }: { $why }

## Trang của cửa sổ: các cách thêm OA, nhập, OA mẫu

page-practise = Dùng thử với OA mẫu
page-practise-how = Thao tác như thật, không gửi gì tới Zalo
page-practising = Bạn đang tập với OA mẫu: không có gì gửi tới Zalo, token thật không bị ảnh hưởng.

page-paired = Đã được cấp quyền và lưu cặp token mới của { $name }.
page-no-pair = Chưa có cặp token
page-get-pair = Lấy cặp token
page-consent-callback = Dán **Official Account Callback Url** đã lưu ở trang cài đặt của ứng dụng.
page-consent-callback-how = Phải giống hệt địa chỉ đã lưu, kể cả dấu / ở cuối, và tên miền đã được xác thực. Nếu khác, Zalo báo -14003.
page-consent-callback-empty = https://…
page-consent-settings = Mở trang cài đặt
page-consent-more = Nâng cao
page-consent-pkce = Dùng PKCE: mã bị người khác lấy mất cũng không dùng được. Chỉ tắt khi Zalo không nhận.
page-consent-copy = Sao chép link
page-consent-copied = Đã sao chép link cấp quyền. Bạn có thể gửi cho quản trị viên OA.
page-consent-left = Link còn dùng được { $span }.
page-consent-address = Địa chỉ sau khi Cho phép
page-consent-exposed = Callback bắt đầu bằng http:// nên mã cấp quyền đi qua mạng mà không được mã hóa. Nên đổi sang https:// ở developers.zalo.me.
page-consent-port-taken = Một chương trình khác đang dùng cổng của địa chỉ callback này nên sẽ nhận phản hồi của trình duyệt. Hãy tắt nó rồi mở lại liên kết, hoặc dán địa chỉ vào đây.
page-consent-sending = Đang lấy cặp token…
page-consent-finish = Lấy cặp token
page-consent-app = Ứng dụng Zalo { $app }. Mã chỉ dùng được một lần, trong 10 phút, và không được lưu lại.
page-other-oa = Đây là token của một OA khác
page-other-oa-why = OA này là “{ $known }”, nhưng cặp token vừa nhận là của “{ $found }”. Lưu vào đây thì hai OA sẽ lẫn vào nhau. Nên thêm OA kia thành một OA riêng.
page-other-oa-keep = Không, giữ như cũ
page-other-oa-take = Vẫn lưu vào OA này
page-check = Kiểm tra token
page-check-how = Hỏi Zalo xem access token này của OA nào, còn dùng được không. Token không thay đổi.
page-check-known = OA này là “{ $known }”.
page-confirm-check = Chưa chắc token cũ còn dùng được?
page-verified = Đã xác thực
page-followers = { $number ->
   *[other] { $count } người quan tâm
}
page-package = gói { $name }
page-package-until = (đến { $day })
page-ahead-refresh-token = { $number ->
   *[other] Refresh token hết hạn sau { $count } ngày.
}
page-ahead-refresh-token-today = Refresh token hết hạn trong hôm nay.
page-ahead-refresh-token-why = Trước lúc đó, chỉ cần làm mới một lần là được thêm 3 tháng. Quá hạn thì quản trị viên OA phải cấp quyền lại.
page-ahead-package = { $number ->
   *[other] Gói OA hết hạn sau { $count } ngày.
}
page-ahead-package-today = Gói OA hết hạn trong hôm nay.
page-ahead-package-why = Gia hạn ở trang quản trị OA; hết gói, token vẫn còn nhưng Zalo có thể từ chối lệnh gọi.

page-choose-file = Chọn tệp…
page-drop-here = Thả tệp vào đây, OA Token tự nhận ra

page-import-busy = Hãy lưu hoặc hủy phần đang xem trước khi nhập tiếp.
page-review = Kiểm tra trước khi lưu
page-review-pasted = Dán từ bộ nhớ tạm
page-review-found = nhận ra { $count } giá trị
page-review-masked = giá trị bí mật chỉ hiện 4 ký tự cuối
page-review-rows = { $number ->
   *[other] { $count } OA
}
page-columns-change = Đổi cột
page-columns = Cột của bảng
page-columns-why = Chọn mỗi cột là gì, OA Token sẽ đọc lại bảng. Những chỗ bạn đã sửa ở bảng này sẽ mất.
page-columns-untitled = Cột { $count }
page-columns-known = đã nhận ra { $count } cột
page-columns-read = Đọc lại
page-column-is-name = Tên OA
page-column-is-access-token = Access token
page-column-is-nothing = Không dùng
page-review-name = Tên OA
page-review-known = Nhận ra
page-review-access-kept = Giữ lại, chưa rõ hạn
page-review-choose = Có nhiều giá trị cho { $name }. Chọn một giá trị.
page-review-candidate = Dòng { $line }: { $key }
page-review-candidate-file = { $file }, dòng { $line }: { $key }
page-review-open = { $number ->
   *[other] Còn { $count } ô cần chọn hoặc sửa.
}
page-review-send = Lưu và lấy token mới
page-review-paste = Dán { $name }
page-review-all = Tất cả
page-review-fix = Cần sửa
page-review-ready = Sẵn sàng
page-review-filter = Lọc các OA tìm thấy
page-review-take = Lưu { $name }
page-review-take-all = Chọn mọi OA sẵn sàng
page-review-line = Dòng
page-review-state = Tình trạng
page-review-no-name = Chưa có tên
page-review-drop = Bỏ dòng này
page-review-another = Tệp khác…
page-review-only-saves = Chỉ lưu, chưa gửi gì tới Zalo.
page-review-later = { $number ->
   *[other] { $count } OA cần sửa có thể lưu sau.
}
page-import-left-out = Không nhập { $count } giá trị
page-import-left-line = Dòng { $line }
page-import-name-placeholder = Để trống thì lấy ID của OA hoặc ứng dụng làm tên
page-import-edit-of = Sửa { $name }
page-import-keep = Giữ như cũ
page-import-same-name = Đã có OA tên “{ $name }”. Đây có phải chính OA đó không?
page-import-replace = Thay cặp token của OA đang có
page-import-replace-what = OA đó nhận cặp token, secret_key và app_id dưới đây. Cặp token cũ vẫn được giữ.
page-import-rename = Đây là OA khác, tôi đặt tên khác
page-import-rename-what = Lưu thành một OA mới. OA đang có giữ nguyên.
page-import-save-many = { $number ->
   *[other] Lưu { $count } OA
}
page-import-saved = Đã lưu { $count } OA, chưa gửi gì tới Zalo
page-import-partly = Đã lưu { $saved } OA. Còn { $left } OA bên dưới chưa lưu.

## Quản lý OA, lịch sử, cài đặt, trợ giúp

page-more = Thêm thao tác
page-menu-rename = Đổi tên…
page-menu-edit = Sửa thông tin…
page-menu-delete = Xóa OA này…
page-renamed = Đã đổi tên thành { $name }
page-delete-of = Xóa { $name }?
page-delete-leaves = OA này bị gỡ khỏi danh sách và không được làm mới ở đây nữa.
page-delete-kept = Token được giữ **30 ngày**. Trong thời gian đó, bạn lấy lại được ở **Cài đặt › Dữ liệu**.
page-delete-others = Những nơi đang dùng access token vẫn chạy tiếp cho đến khi nó hết hạn.
page-delete-keep = Giữ OA này
page-delete-yes = Xóa OA này
page-was-deleted = Đã xóa { $name }
page-undo = Hoàn tác

page-deleted = OA đã xóa
page-deleted-open = Lấy lại OA đã xóa…
page-deleted-why = Lấy lại thì OA về danh sách cùng mọi token của nó.
page-deleted-none = Không có OA nào bị xóa trong 30 ngày qua.
page-deleted-gone = Token được giữ đến { $date }
page-restore = Lấy lại
page-restore-of = Lấy lại { $name }
page-restored = Đã lấy lại { $name }
page-restore-same-token = OA “{ $other }” đang giữ token của OA này, nên chưa lấy lại được.

page-order = Thứ tự danh sách
page-order-added = Thứ tự thêm
page-order-urgency = Cần làm trước
page-order-name = Theo tên

page-diary-day = { $day }, { $date }
page-diary-until = dùng được đến { $moment }
page-diary-due = có hạn đến { $moment }
page-diary-empty = Chưa có gì. Mỗi lần gửi sẽ được ghi lại ở đây.
page-attempt-twice = Đã gửi lại một lần vì mất phản hồi.
page-attempt-corrected = secret_key hoặc app_id đã được sửa sau lần gửi này. Ở đây là giá trị của hôm nay.
page-attempt-request = Yêu cầu đã gửi
page-report = Sao chép báo cáo cho người hỗ trợ
page-report-why = Báo cáo không có token, secret_key hay tên OA.
page-report-copied = Đã sao chép báo cáo. Dán nó vào tin nhắn cho người hỗ trợ.

page-settings-sections = Các mục cài đặt
page-settings-general = Chung
page-settings-clipboard-access = Tự xóa access token đã sao chép
page-settings-clipboard-unless = Trừ khi bạn đã sao chép thứ khác.
page-settings-wants-code = Cài đặt: chưa lưu mã khôi phục
page-settings-back = Trở lại
page-lock-group = Khóa ứng dụng
page-passphrase-asked = Hỏi khi mở khóa OA Token và trước khi hiện giá trị bí mật.
page-passphrase-is = Đã đặt
page-passphrase-is-not = Chưa đặt
page-passphrase-edit = Đổi…
page-passphrase-set = Đặt…
page-lock-do = Khóa
page-keep-tokens = Không để mất token
page-recovery-saved = Đã lưu
page-recovery-unsaved = Chưa lưu
page-recovery-save = Lưu mã…
page-clock-all = Mọi OA
page-clock-each = Từng OA · { $count } trên { $total } đang bật
page-clock-each-all = Xem cả { $count } OA
page-clock-each-more = Xem thêm { $count } OA
page-copied-continues = Máy nào làm mới tiếp
page-settings-looks = Giao diện
page-settings-colours = Chế độ màu
page-settings-clipboard = Bộ nhớ tạm
page-settings-clipboard-other = Tự xóa refresh token, secret_key
page-settings-clipboard-stays = Access token sẽ nằm lại trong bộ nhớ tạm đến khi bạn sao chép thứ khác. Chương trình khác trên máy có thể đọc nó.
page-settings-seconds = { $count } giây
page-settings-minutes = { $count } phút
page-settings-network = Mạng
page-settings-proxy = Địa chỉ proxy
page-settings-proxy-hint = Để trống thì dùng proxy của hệ thống. Chỉ điền khi người quản trị mạng đưa cho bạn một địa chỉ.
page-settings-proxy-password = Mật khẩu trong địa chỉ, nếu có, được giữ kín và không hiện lại.
page-settings-saved = Đã lưu
page-settings-data = Dữ liệu
page-settings-folder = Thư mục dữ liệu
page-settings-folder-why = Kho token đã mã hóa nằm ở đây. Xin đừng sửa hay xóa tệp nào trong thư mục này.
page-settings-open-folder = Mở thư mục
page-settings-about = Giới thiệu
page-update-ready = Bản { $version } đã tải xong. Mở lại OA Token để cài, token không bị ảnh hưởng.
page-update-by-command = Có bản { $version }. Tải tệp ở trang tải, rồi cài bằng lệnh { $command }. Token không bị ảnh hưởng.
page-update-news = Có gì mới
page-update-page = Mở trang tải
page-update-copy = Sao chép lệnh
page-update-copied = Đã sao chép lệnh cài
page-update-install = Mở lại để cài
page-update-title = Cập nhật
page-update-checks = Tự kiểm tra bản mới
page-update-running = Đang dùng bản { $version }.
page-update-newest = Đang dùng bản { $version }, mới nhất.
page-update-found = Đang dùng bản { $running }, đã có bản { $version }.
page-update-held-sending = Chưa cài bản mới: đang lấy token cho một OA.
page-update-held-sending-next = Đợi lấy xong rồi bấm lại.
page-update-held-due = Chưa cài bản mới: sắp tới giờ tự làm mới một OA.
page-update-held-due-next = Đợi vài phút rồi bấm lại.
page-update-held-answers = Chưa cài bản mới: có phản hồi của Zalo chưa vào được kho token.
page-update-held-answers-next = Xem mục Dữ liệu trong Cài đặt, rồi bấm lại.
page-update-held-backup = Chưa cài bản mới: chưa sao lưu được kho token.
page-update-held-backup-next = Kiểm tra chỗ trống trên ổ đĩa rồi bấm lại.
page-update-shared-folder = Chưa cài bản mới: tài khoản khác trên máy này sửa được thư mục của OA Token.
page-update-shared-folder-next = Tải bộ cài ở trang tải, rồi cài vào thư mục mà bộ cài đề nghị. Token không bị ảnh hưởng.
page-update-failed = Không cài được bản mới.
page-update-failed-next = Mở trang tải rồi cài đè lên bản đang có. Token không bị ảnh hưởng.
page-about-version = Phiên bản { $version }
page-about-what = OA Token làm mới token của Zalo OA ngay trên máy bạn, và không làm mất token nào.
page-about-licences = Thư viện mã nguồn mở ({ $count })
page-about-no-licences = Bản này chưa kèm danh sách thành phần.

page-help = Trợ giúp
page-help-sections = Các mục trợ giúp
page-help-guide = Hướng dẫn từng việc

page-help-start = Bắt đầu trong 3 bước
page-help-start-1 = Bấm **Thêm OA**, rồi dán secret_key, refresh_token và app_id: đúng ba giá trị bạn vẫn điền trong Postman.
page-help-start-2 = Bấm **Gửi**. Zalo trả về một cặp token mới. OA Token lưu lại trước, rồi mới hiện ra.
page-help-start-3 = Bấm **Sao chép** để lấy access token, rồi dán vào website, n8n hay phần mềm của bạn.
page-help-start-where = secret_key và app_id nằm trong ứng dụng của bạn ở developers.zalo.me. Refresh token lấy ở trang API Explorer, hoặc trong phản hồi gần nhất của Zalo.

page-help-tokens = Access token và refresh token là gì
page-help-tokens-access = **Access token** là chuỗi mà website hay phần mềm đưa cho Zalo mỗi lần làm việc thay OA của bạn. Nó dùng được khoảng 25 giờ.
page-help-tokens-refresh = **Refresh token** chỉ để lấy cặp token mới. Nó sống khoảng 90 ngày và **chỉ dùng được một lần**: mỗi lần làm mới, Zalo đưa một refresh token khác thay cho nó.
page-help-tokens-pair = Hai chuỗi luôn đi thành cặp. OA Token đánh số các cặp; cặp bạn dán vào lúc đầu là số 1.

page-help-why = Vì sao phải làm mới, và chỉ ở một nơi
page-help-why-ends = Access token tự hết hạn sau khoảng 25 giờ. Làm mới là đổi refresh token lấy một cặp mới.
page-help-why-stops = Sau khi làm mới, access token cũ **hết hiệu lực ngay ở mọi nơi**. Hãy dán access token mới vào những nơi đang dùng.
page-help-why-one = **Chỉ một nơi được làm mới.** Refresh token chỉ dùng được một lần. Nếu Postman, n8n, plugin hay máy thứ hai cũng làm mới, nơi đến sau sẽ cầm một chuỗi đã hỏng.
page-help-why-off = Vì vậy hãy tắt tự làm mới ở những nơi kia, và chỉ đưa access token cho chúng.

page-help-states = Ý nghĩa từng trạng thái
page-help-states-shapes = Dấu nhỏ cạnh tên của mỗi OA cho biết trạng thái bằng hình và màu.
page-help-state-new = Vừa thêm vào, chưa gửi từ đây lần nào. Bấm Gửi để có cặp token mới.
page-help-state-valid = Access token đang dùng được. Bạn không cần làm gì.
page-help-state-expiring = Access token còn ít thời gian, thường là dưới 3 giờ. Nên bấm Gửi sớm.
page-help-state-expired = Access token đã hết hạn. Bấm Gửi để lấy cặp mới.
page-help-state-needs-consent = Zalo không nhận refresh token này nữa. Cần lấy cặp mới từ Zalo, khoảng 2 phút.
page-help-state-unknown = Đã gửi mà không có phản hồi rõ ràng. Bạn cứ gửi lại token này, không thêm rủi ro nào.
page-help-state-not-sent = Chưa có gì rời khỏi máy này, token vẫn nguyên. Kiểm tra mạng rồi gửi lại.
page-help-state-refused = Zalo không nhận một giá trị, thường là secret_key hay app_id. Sửa ô được đánh dấu, rồi gửi lại.

page-help-broken = Khi token hỏng
page-help-broken-again = Mở OA đó, bấm **Cấp quyền lại** và làm theo ba bước trên màn hình, khoảng 2 phút. Bạn cần tài khoản quản trị OA.
page-help-broken-elsewhere = Nếu nơi khác cũng làm mới OA này, hãy tắt ở nơi đó trước. Nếu không, cặp mới sẽ lại hỏng.
page-help-broken-kept = Không cần xóa OA. OA Token không tự xóa token nào.
page-help-codes = Mã lỗi Zalo hay trả lời
page-help-code-dead = Refresh token không dùng được: đã dùng rồi, quá hạn, hoặc dán nhầm access token. Cần một cặp mới.
page-help-code-secret-key = Sai secret_key. Refresh token có thể vẫn còn tốt: sửa secret_key rồi gửi lại.
page-help-code-app-id = Sai app_id, hoặc ứng dụng Zalo chưa được bật. Sửa app_id hoặc bật ứng dụng, rồi gửi lại.

page-help-paste = Dán và kéo tệp
page-help-paste-text = Bạn dán được cả đoạn: phản hồi của Zalo, lệnh cURL, tệp .env, hoặc các dòng như “App ID: …”. OA Token tự nhận ra từng giá trị.
page-help-paste-file = Bạn cũng có thể kéo tệp xuất từ Postman thả vào cửa sổ. Một tệp có thể chứa nhiều OA.
page-help-paste-check = Trước khi lưu, bạn xem lại và sửa được. Nhập không gửi gì tới Zalo.

page-help-export = Xuất token
page-help-export-what = Nơi nhận thường chỉ cần access token. Bấm **Xuất…** trong một OA rồi chọn dạng hợp với nơi nhận.
page-help-export-refresh = Chỉ kèm refresh token khi bạn giao hẳn việc làm mới cho nơi nhận. Sau đó đừng bấm Gửi ở đây nữa.
page-help-export-again = Sau khi làm mới, hãy xuất lại: access token trong tệp cũ đã hết hiệu lực.
page-help-export-safe = Không dạng xuất nào có secret_key.

page-help-safe = An toàn: dữ liệu ở đâu
page-help-safe-here = Token và secret_key được mã hóa, nằm trên máy này, và chỉ gửi tới Zalo và những nơi bạn chọn.
page-help-safe-masked = Chúng luôn được che. Bấm **Hiện** thì chuỗi hiện ra, và tự ẩn sau 30 giây.
page-help-safe-clipboard = Giá trị đã sao chép tự bị xóa khỏi bộ nhớ tạm. Chỉnh thời gian ở **Cài đặt › Bảo mật**.
page-help-safe-deleted = OA đã xóa được giữ 30 ngày. Lấy lại ở **Cài đặt › Dữ liệu**.

page-help-keys = Phím tắt
page-help-keys-when = Phím tắt không chạy khi một hộp thoại đang mở, trừ phím đóng.
page-help-key = Phím
page-help-key-does = Việc
page-help-key-find = Tìm OA
page-help-key-send = Gửi
page-help-key-add = Thêm OA
page-help-key-history = Lịch sử của OA đang mở
page-help-key-settings = Cài đặt
page-help-key-previous = OA phía trên
page-help-key-next = OA phía dưới
page-help-key-help = Trợ giúp
page-help-key-close = Đóng hộp thoại, xóa ô tìm

## Running in the background

page-settings-background = Chạy ngầm
page-background-close = Chạy ngầm khi đóng cửa sổ
page-background-close-why = OA Token nằm ở khay hệ thống, cạnh đồng hồ. Nếu tắt, đóng cửa sổ là thoát hẳn.
page-background-start = Mở cùng máy tính
page-background-start-why = Bật máy lên là OA Token chạy ngầm sẵn, không hiện cửa sổ.
page-looks-not-kept = Không lưu được lựa chọn này, nên giữ như cũ. Kiểm tra chỗ trống của ổ đĩa và quyền ghi của thư mục dữ liệu.
page-error-no-autostart = Máy không cho đổi việc khởi động cùng máy. Bạn có thể đổi trong cài đặt của hệ điều hành.
page-close-asks = Để OA Token chạy ngầm sau khi đóng cửa sổ?
page-close-what = OA Token sẽ nằm ở khay hệ thống, cạnh đồng hồ, tiếp tục làm mới các OA đã bật và báo khi có OA cần xử lý.
page-close-later = Bạn đổi lại được trong Cài đặt, mục Chung.
page-close-keep = Chạy ngầm
page-close-end = Thoát hẳn

notice-needs-consent = { $name } cần cấp quyền lại
notice-needs-consent-why = Zalo không nhận refresh token này nữa. Mở OA Token để lấy cặp mới.
notice-refresh-ends = { $name }: refresh token còn { $days } ngày
notice-locked = Có OA cần xử lý
notice-locked-why = Mở khóa OA Token để xem.
notice-outlet-fails = { $name }: chưa đưa được token mới tới { $place }
notice-to-paste = { $name } có token mới: dán vào { $place }
notice-to-paste-why = Token cũ đã ngừng hoạt động. Sao chép token mới rồi dán vào đó.
notice-copy = Sao chép
notice-first = { $name } vừa được tự làm mới
notice-first-why = Cặp token mới đã lưu. Từ nay việc này tự chạy; bạn chỉ được báo khi có OA cần xử lý.
notice-shut = Kho token đang khóa nên chưa tự làm mới được
notice-shut-why = Có OA đã đến hạn. Mở OA Token và mở khóa kho để token kịp được làm mới.

tray-well = Mọi OA đều ổn
tray-none = Chưa có OA nào
tray-soon = { $count } OA sắp hết hạn hoặc đã hết hạn
tray-needs-you = { $count } OA cần xử lý
tray-locked = OA Token đang khóa
tray-shut = Kho token chưa mở
tray-oa = { $name } · { $left }
tray-moments = dưới 2 phút
tray-more = { $count } OA nữa trong OA Token
tray-copy = Sao chép access token
tray-refresh-due = Làm mới { $count } OA đến hạn
page-next-by-itself = Lần kế tiếp: { $name }, { $at }
page-next-now = ngay bây giờ
page-clock-wrong = Đồng hồ của máy này lệch so với Zalo: hãy chỉnh lại ngày giờ để token tự làm mới
tray-pause = Tạm dừng tự làm mới 1 giờ
tray-go-on = Tiếp tục tự làm mới
tray-open = Mở OA Token
tray-quit = Thoát

## Trang của cửa sổ: xuất token, cURL, sửa và cấp quyền lại

page-format-env = .env
page-format-env-what = Website, máy chủ, PHP, Node.js
page-format-json-iso = JSON có giờ hết hạn
page-format-json-iso-what = Phần mềm đọc tệp, n8n
page-format-json-from = expires_in tính từ { $moment }
page-format-tsv = Một dòng bảng tính
page-format-tsv-what = Google Sheets, Excel
page-format-postman = Postman environment
page-format-postman-what = Mở bằng Postman
page-format-curl = Lệnh cURL
page-format-curl-what = Gọi thử API, bỏ vào script
page-preview = Xem trước
page-preview-names = Xem trước · sửa được tên biến
page-env-name-access = Tên biến của access token
page-env-name-expires = Tên biến của giờ hết hạn
page-env-name-refresh = Tên biến của refresh token
page-with-refresh-without = Nếu không kèm, nơi nhận dùng được đến { $moment }.
page-export-copied = Đã sao chép, giờ dán vào nơi nhận

page-curl = cURL
page-curl-why = Vẫn là yêu cầu này, viết thành một lệnh cho máy chủ hoặc lập trình viên. Chạy lệnh cũng là gửi refresh token.
page-copy-curl-of = Sao chép lệnh cURL
page-copy-curl = Sao chép lệnh cURL?
page-copy-curl-why = Lệnh chứa nguyên secret_key và refresh token. Ai có nó cũng làm mới được OA này: nơi khác chạy lệnh một lần thì refresh token ở đây hỏng.
page-copied-curl = Đã sao chép lệnh cURL

page-hint-access-token-edit = Chuỗi access_token đi cùng refresh token vừa dán. Không có cũng được.
page-new-pair-first = **Tắt tự làm mới ở nơi khác trước** (máy thứ hai, Postman, n8n, plugin), nếu không token mới cũng hỏng.
page-open-explorer = Mở API Explorer
page-new-pair-need = Hãy dán refresh token vào ô này trước.

page-where = Lấy ở đâu?
page-where-of = Lấy ở đâu? { $name }
page-where-open = Mở trang Zalo
page-where-secret-key = Đăng nhập rồi bấm vào ứng dụng của bạn, mở **Cài đặt**: sao chép dòng **Khóa bí mật của ứng dụng**.
page-where-app-id = Đăng nhập rồi bấm vào ứng dụng của bạn: **ID ứng dụng** là dãy số nằm cạnh tên ứng dụng.

## Bảo vệ kho token, chuyển máy

state-moved-away = Đã chuyển đi
page-send-moved-away = OA này đã chuyển sang máy khác, nên máy này không gửi nữa
page-step-up-title = Nhập mật khẩu thêm một lần
page-step-up-why = Việc này đưa ra ngoài thứ không lấy lại được, nên OA Token hỏi lại để chắc chắn là bạn. Trong 5 phút tới sẽ không hỏi nữa.
page-step-up-box = Mật khẩu, hoặc mã khôi phục nếu bạn quên
page-step-up-go = Tiếp tục
error-no-passphrase = Hãy đặt mật khẩu trước khi khóa ứng dụng (Cài đặt › Bảo mật).
not-sent-moved-away = OA này đã chuyển sang máy khác, nên máy này không gửi gì
not-sent-moved-away-next = Dùng OA này ở máy kia. Nếu máy kia không dùng nữa, bấm “Lấy lại về máy này”.
key-wrong-passphrase = Mật khẩu chưa đúng. Kiểm tra bộ gõ tiếng Việt và phím Caps Lock rồi thử lại.
recovery-mistyped = Mã khôi phục có chỗ gõ nhầm. Bạn so lại từng nhóm với bản đã ghi
recovery-wrong-length = Mã khôi phục gồm 7 nhóm, mỗi nhóm 4 ký tự. Bạn gõ chưa đủ hoặc thừa
recovery-wrong-group = Nhóm này chưa khớp. Bạn xem lại bản đã ghi rồi gõ lại
sealed-wrong-passphrase = Mật khẩu của tệp chưa đúng. Đó là mật khẩu đã đặt lúc lưu tệp
sealed-not-ours = Đây không phải tệp do OA Token lưu. Tệp có đuôi .oatoken
sealed-damaged = Tệp bị hỏng hoặc sao chép chưa đủ. Hãy sao chép lại tệp từ máy kia rồi thử lại.
sealed-newer = Tệp do bản OA Token mới hơn lưu. Bạn cập nhật OA Token rồi mở lại
sealed-too-costly = Tệp này đòi nhiều bộ nhớ hoặc thời gian hơn mọi tệp OA Token lưu, nên không mở: tệp bị hỏng, hoặc ai đó làm ra. Bạn xin lại tệp từ máy kia
passphrase-too-short = Mật khẩu cần ít nhất 12 ký tự.
passphrase-common = Mật khẩu này dễ đoán: gần như chỉ có từ, ngày tháng hay dãy phím thường gặp. Hãy dùng vài từ không liên quan nhau.
passphrase-name = Mật khẩu này dễ đoán: gần như chỉ có tên OA hoặc tên của bạn. Hãy dùng vài từ không liên quan nhau.
passphrase-weak-next = Chọn mật khẩu khác, hoặc để OA Token tạo giúp: oa-token key add-passphrase --generate.
vault-no-slot-recovery-code = Kho này chưa có mã khôi phục.
vault-no-slot-recovery-code-next = Mở kho bằng cách khác, rồi tạo mã khôi phục trong Cài đặt › Bảo mật.
vault-wrong-key-recovery-code = Mã khôi phục này không mở được kho token ở máy này.
vault-wrong-key-recovery-code-next = Tạo mã mới thì mã cũ hết tác dụng: bạn tìm bản ghi mới nhất. Kho vẫn được giữ nguyên.

not-sent-copied-here = Kho token này được sao chép từ máy khác sang, nên máy này chưa tự làm mới
not-sent-copied-here-next = Mở OA Token và chọn máy nào tiếp tục làm mới. Vẫn gửi được bằng nút Gửi (lệnh: oa-token refresh TÊN).
vault-gone = Không thấy tệp kho token, dù vẫn còn bản sao lưu của nó.
vault-gone-next = Khôi phục bản sao lưu. Nếu bạn đã dời kho đi nơi khác, hãy đưa nó về chỗ cũ.
vault-no-backup = Chưa có bản sao lưu nào dùng được.
vault-no-backup-next = Nếu bạn từng lưu tệp .oatoken, hãy mở tệp đó. Tệp kho hỏng vẫn được giữ nguyên.
history-moved-away = Chuyển sang máy khác
history-taken-back = Lấy lại về máy này
history-carried-in = Đưa vào từ tệp .oatoken
history-carried-over = Thay bằng app_id, secret_key và token trong tệp .oatoken, sau khi bạn đồng ý; những gì có trước vẫn giữ

cli-slot-recovery-code = mã khôi phục
awake-reason = Đang chờ lưu token mới
cli-doctor-backups = Bản sao lưu
cli-doctor-backup-newest = bản mới nhất lúc { $at }, gồm { $count } OA
cli-doctor-no-backup = chưa có; bản đầu tiên được tạo sau lần lưu token tới
cli-doctor-backup-restored = đã khôi phục bản lúc { $at }, gồm { $count } OA; tệp cũ vẫn giữ bên cạnh
cli-doctor-inflight = Phản hồi chờ ghi
cli-doctor-inflight-waiting = { $count } phản hồi của Zalo chưa vào kho.
cli-doctor-restore-offer = Muốn dùng bản sao lưu lúc { $at }: oa-token doctor --restore-backup
vault-asks-passphrase = Kho token mở bằng mật khẩu bạn đã đặt.

## Trang của cửa sổ: sao lưu, chuyển máy, các cặp token đã giữ

page-settings-backup = Sao lưu và chuyển máy
page-backup-auto = Tự sao lưu trên máy này
page-backup-last = Lần gần nhất: { $moment }, { $count } OA.
page-backup-none = Chưa có bản nào. OA Token tự lưu một bản sau mỗi lần kho có token mới.
page-backup-auto-why = Bản này nằm cạnh kho token, ngay trên máy này, để dùng khi tệp kho bị hỏng. Mất máy thì mất cả bản này.
page-backup-file = Tệp sao lưu để cất nơi khác
page-backup-file-what = Một tệp .oatoken chứa mọi OA (trừ OA mẫu) cùng token của chúng, khóa bằng mật khẩu bạn đặt.
page-backup-save = Lưu tệp…
page-backup-open = Mở tệp từ bản sao lưu hoặc từ máy khác
page-backup-shut = Mở kho token trước, rồi mới sao lưu hoặc chuyển máy được.
page-backup-dialog = Lưu tệp sao lưu
page-backup-holds = Tệp chứa **mọi OA cùng token của chúng**, khóa bằng mật khẩu này. Không có mật khẩu thì không ai mở được, kể cả người làm ra OA Token.
page-backup-keep = Cất tệp **ở nơi khác máy này**: USB, ổ cứng rời, hoặc nơi lưu trữ bạn tin cậy.
page-backup-stale = Token đổi **sau hôm nay** không có trong tệp. Refresh token chỉ dùng được một lần, nên OA lấy lại từ tệp cũ có thể phải cấp quyền lại.
page-backup-confirm = Chọn nơi lưu…
page-backup-saved = Đã lưu { $file }. Nhớ cất một bản ở nơi khác máy này.

page-seal-passphrase = Mật khẩu của tệp
page-seal-again = Nhập lại mật khẩu
page-seal-hint = Ít nhất 12 ký tự. Ghi lại ở chỗ an toàn: quên mật khẩu là không mở được tệp.
page-seal-differs = Hai lần nhập chưa giống nhau

page-sealed-choose = Chọn tệp…
page-sealed-what = Bạn xem trong tệp có gì trước, rồi mới đưa vào kho. Mở tệp không gửi gì tới Zalo.
page-sealed-open-title = Mở tệp .oatoken
page-sealed-hint = Mật khẩu đã đặt lúc lưu tệp, ở máy này hoặc ở máy kia.
page-sealed-open = Mở tệp
page-sealed-other = Chọn tệp khác…
page-sealed-holds = Trong tệp có { $count } OA
page-sealed-backup = Bản sao lưu, lưu lúc { $moment }
page-sealed-move = OA chuyển từ máy khác, lưu lúc { $moment }
page-sealed-pair = Cặp token thứ { $count }, có từ { $moment }
page-standing-new = Sẽ thêm vào kho
page-standing-newer = Sẽ thêm cặp token mới hơn; cặp cũ vẫn giữ
page-standing-back = Sẽ quay lại máy này
page-standing-known = Ở đây đã có cặp này hoặc mới hơn; giữ nguyên
page-standing-held = Token này đang ở một OA khác; bỏ qua
page-standing-conflict = Đã có ở đây nhưng khác trong tệp; giữ như ở đây
page-sealed-replace = Tôi tin tệp này: thay { $name } bằng những gì trong tệp (secret_key và token cũ vẫn được giữ)
page-sealed-stale-backup = Token trong tệp là của lúc lưu tệp. Nếu sau đó OA đã được làm mới, ở máy nào cũng vậy, thì refresh token này đã dùng rồi và OA phải cấp quyền lại.
page-sealed-stale-move = Máy kia ngừng làm mới từ lúc lưu tệp, nên đây là cặp mới nhất. Nếu sau đó máy kia đã lấy lại OA và làm mới, cặp này không dùng được nữa.
page-sealed-nothing = Không có gì để thêm. Mọi thứ ở đây giữ nguyên.
page-sealed-take = Đưa vào kho token
page-sealed-auto = Tiếp tục tự làm mới ở máy này?
page-sealed-auto-why = Ở nơi trước, những OA này tự làm mới: { $names }. Ở máy này đang tắt.
page-sealed-auto-how = Nếu đã đến hạn, OA Token sẽ lấy token mới ngay. Bật sau cũng được, ở trang của từng OA.
page-sealed-auto-keep = Để tắt
page-sealed-taken-one = Đã đưa { $name } vào kho token, chưa gửi gì tới Zalo
page-sealed-taken = Đã đưa { $count } OA vào kho token, chưa gửi gì tới Zalo
page-sealed-taken-none = Không có gì mới để đưa vào kho

page-way-move = Chuyển từ máy khác
page-way-move-how = Hoặc khôi phục từ tệp sao lưu
page-menu-move = Chuyển sang máy khác…
page-move-where = Muốn chuyển một OA đi: mở OA đó, bấm nút ⋯ rồi chọn **Chuyển sang máy khác…**
page-move-of = Chuyển sang máy khác: { $name }
page-move-carries = Tệp .oatoken chứa OA này cùng token, khóa bằng mật khẩu bạn đặt.
page-move-stops = **Máy này ngừng làm mới OA** ngay khi lưu tệp, để hai máy không tranh nhau một refresh token.
page-move-there = Ở máy kia: cài OA Token, chọn **Chuyển từ máy khác**, rồi chọn tệp này.
page-move-confirm = Lưu tệp và chuyển đi…
page-move-done-title = Đã chuyển đi: { $name }
page-move-done = Đã lưu tệp **{ $file }**. Máy này không làm mới OA này nữa.
page-move-then-1 = Sao chép tệp sang máy kia bằng USB, hoặc nơi lưu trữ bạn tin cậy. Đừng để mật khẩu cùng chỗ với tệp.
page-move-then-2 = Ở máy kia, mở OA Token, bấm **Thêm OA**, rồi chọn **Chuyển từ máy khác**.
page-move-then-3 = Chọn tệp, nhập mật khẩu vừa đặt, rồi bấm **Đưa vào kho token**.
page-move-close = Xong

page-moved = Đã chuyển sang máy khác
page-moved-why = Máy này không làm mới OA này nữa, để hai máy không làm hỏng token của nhau.
page-moved-access = Vẫn sao chép được, nhưng token này hết hiệu lực ngay khi máy kia làm mới.
page-cell-elsewhere = Ở máy khác
page-take-back = Lấy lại về máy này
page-take-back-of = Lấy { $name } về lại máy này?
page-take-back-only = Chỉ lấy lại khi **máy kia không còn dùng OA này**. Nếu cả hai máy cùng làm mới, máy này làm hỏng token của máy kia và ngược lại.
page-take-back-newest = Token mới nhất nằm ở máy kia. Nếu máy kia đã làm mới, refresh token ở đây không dùng được nữa.
page-take-back-better = Tốt hơn: ở máy kia chọn **Chuyển sang máy khác…**, rồi mở tệp đó ở đây.
page-take-back-not = Để nguyên
page-take-back-yes = Vẫn lấy lại
page-taken-back = Đã lấy { $name } về máy này, chưa gửi gì tới Zalo
page-help-state-moved-away = Một máy khác đang giữ và làm mới OA này. Máy này không gửi gì nữa.

page-history-views = Xem nhật ký hay các cặp token
page-history-diary = Nhật ký
page-history-pairs = Các cặp token đã giữ
page-pair-current = Đang dùng
page-pair-imported = Dán vào hoặc nhập từ tệp
page-pair-refreshed = Zalo trả về khi làm mới
page-pair-saved = lưu lúc { $moment }
page-pair-until = access token dùng được đến { $moment }
page-pair-due = access token có hạn đến { $moment }
page-pair-end-unknown = chưa rõ hạn của access token
page-pair-lacks = Không có
page-pair-secret = { $name } của cặp thứ { $count }
page-pair-unconfirmed = Phản hồi mang cặp này đến không nguyên vẹn, nên chưa chắc cả hai chuỗi đều đúng.
page-pairs-none = Chưa có cặp token nào.
page-pairs-why = Giữ 5 cặp gần nhất để xem lại. OA Token chỉ gửi cặp đang dùng.

## Mở kho, khóa ứng dụng, mã khôi phục, cài đặt Bảo vệ

page-vault-ask = Nhập mật khẩu để mở kho token
page-vault-ask-why = Kho này mở bằng mật khẩu ở mỗi lần bật OA Token. Việc tự làm mới chờ đến khi bạn nhập xong.
page-vault-whole = Token vẫn nguyên trong kho. Bạn mở kho bằng cách dưới đây.
page-passphrase = Mật khẩu
page-open-vault = Mở kho
page-use-passphrase = Dùng mật khẩu
page-use-recovery = Dùng mã khôi phục
page-use-new-passphrase = Đặt mật khẩu cho kho mới
page-use-backup = Dùng bản sao lưu
page-recovery-where = 7 nhóm, mỗi nhóm 4 ký tự, trên tờ giấy hoặc tệp bạn đã cất. Chữ thường hay chữ hoa đều được.
page-new-passphrase-why = Bạn đặt một mật khẩu để mã hóa token, rồi dùng OA Token như thường.
page-new-passphrase-starts = Mỗi lần bật OA Token, bạn nhập mật khẩu này để mở kho.
page-new-passphrase-pauses = Khi chưa nhập, token không được tự làm mới.
page-new-passphrase-lost = Không ai lấy lại được mật khẩu này, kể cả chúng tôi. Sau lần làm mới đầu tiên, OA Token sẽ mời bạn cất một mã khôi phục để phòng khi quên.
page-passphrase-new = Mật khẩu mới
page-passphrase-again = Gõ lại mật khẩu mới
page-passphrase-current = Mật khẩu hiện tại
page-passphrase-hint = Ít nhất 12 ký tự. Một câu vài từ không liên quan nhau vừa dễ nhớ vừa khó đoán.
page-make-passphrase = Tạo giúp tôi
page-passphrase-missing = Bạn chưa gõ mật khẩu mới
page-passphrase-current-missing = Hãy nhập mật khẩu hiện tại trước.
page-passphrase-differs = Hai lần gõ chưa giống nhau.
page-make-vault = Tạo kho token
page-backup-of = Có bản sao lưu lúc { $moment }, gồm { $number ->
   *[other] { $count } OA
  }.
page-backup-older = Những token đổi sau lúc đó không có trong bản này. OA nào đã đổi token thì cần cấp quyền lại.
page-backup-kept = Tệp đang hỏng vẫn được giữ lại bên cạnh, không bị xóa.
page-app-locked = OA Token đang khóa
page-app-locked-goes-on = Các OA đã bật tự làm mới vẫn chạy khi ứng dụng khóa.
page-unlock = Mở khóa
page-lock-now = Khóa ngay
page-set-passphrase = Đặt mật khẩu
page-later = Để sau
page-done = Xong
page-recovery-code = Mã khôi phục
page-recovery-offer = Lưu mã khôi phục để không mất token (khoảng 2 phút)
page-recovery-offer-why = Nếu bạn cài lại máy hoặc đổi tài khoản máy tính, đây là cách duy nhất để mở lại các token đã lưu.
page-recovery-offer-why-passphrase = Nếu máy này làm mất khóa của kho token hoặc bạn quên mật khẩu, mã này giúp bạn lấy lại token.
page-recovery-make = Tạo mã khôi phục
page-recovery-renew = Tạo mã mới
page-recovery-title = Lưu mã khôi phục
page-recovery-why = Nếu bạn cài lại máy hoặc đổi tài khoản máy tính, mã này là cách duy nhất để mở lại các token đã lưu.
page-recovery-once = Mã **chỉ hiện lần này**.
page-recovery-print = In tờ mã…
page-recovery-keep = Cất cùng giấy tờ của cửa hàng, không để trên máy này.
page-recovery-covered = Mã khôi phục đang được che
page-recovery-why-old = Bấm Xong thì mã cũ hết tác dụng, trừ với những bản sao của kho được tạo trước đó. Bạn hủy tờ ghi mã cũ.
page-recovery-ask = Nhìn vào bản đã ghi và gõ nhóm thứ { $count } để chắc chắn bạn ghi đúng
page-recovery-see-again = Xem lại mã
page-recovery-kept = Mã khôi phục đã có tác dụng. Bạn cất tờ mã ngoài máy này.
page-recovery-not-kept = Bạn đã đóng giữa chừng nên mã vừa hiện không dùng được. Đừng lưu mã đó.
page-recovery-is = Đã có mã khôi phục. OA Token không hiện lại được mã cũ. Nếu thất lạc tờ ghi mã, bạn tạo mã mới.
page-sheet-title = Mã khôi phục OA Token
page-sheet-date = Tạo lúc { $time }, { $date }. Mã tạo trước đó không còn dùng được.
page-sheet-step-1 = Mở OA Token trên máy có kho token của bạn.
page-sheet-step-2 = Ở màn hình báo chưa mở được kho hoặc đang khóa, chọn **Dùng mã khôi phục**.
page-sheet-step-3 = Gõ 7 nhóm trên. Chữ hoa hay thường đều được.
page-sheet-what = Ai có tờ này và dữ liệu trên máy của bạn đều mở được token. Cất như giấy tờ quan trọng.
page-sheet-who = Người giữ
page-sheet-place = Nơi cất
page-copied-vault = Kho token này được sao chép từ máy khác sang
page-copied-vault-why = Hai máy cùng làm mới một OA thì token của nhau bị hỏng. Vì vậy máy này chưa tự làm mới cho đến khi bạn chọn máy nào làm tiếp.
page-copied-here-only = Chỉ dùng ở máy này
page-copied-elsewhere = Máy kia vẫn dùng
page-copied-waits = Máy kia vẫn làm mới các OA này, nên máy này không tự làm mới.
page-copied-change = Đổi ở Cài đặt › Bảo mật
page-settings-protection = Bảo mật
page-protection-shut = Mở kho token trước, rồi xem và đổi cách bảo vệ ở đây.
page-slots = Những cách mở kho token
page-slot-keychain = Nơi giữ khóa của máy
page-slot-passphrase = Mật khẩu
page-slot-key-file = Tệp khóa
page-slot-recovery-code = Mã khôi phục
page-slot-since = từ { $date }
page-waits-at-start = Kho này không tự mở khi bật máy. Token chỉ được tự làm mới sau khi bạn nhập mật khẩu một lần.
page-passphrase-what = Mật khẩu dùng để khóa OA Token khi bạn rời máy, và để mở kho khi nơi giữ khóa của máy không mở được.
page-passphrase-change = Đổi mật khẩu
page-passphrase-remove = Bỏ mật khẩu
page-passphrase-remove-how = Muốn bỏ, bạn nhập mật khẩu hiện tại rồi bấm “Bỏ mật khẩu”. Không có mật khẩu thì không khóa được ứng dụng.
page-passphrase-only = Chưa bỏ được mật khẩu: không còn cách nào khác tự mở kho khi bật máy.
page-passphrase-saved = Đã lưu mật khẩu
page-passphrase-removed = Đã bỏ mật khẩu. Những bản sao của kho được tạo trước lúc này vẫn mở được bằng mật khẩu ấy.
page-passphrase-changed = Đã đổi mật khẩu. Những bản sao của kho được tạo trước lúc này vẫn mở được bằng mật khẩu cũ.
page-lock-after = Tự khóa sau
page-lock-never = Không
page-lock-what = Tính từ lần cuối bạn dùng chuột hay bàn phím ở đây. Máy ngủ thì cũng khóa. Trong lúc khóa, token vẫn được tự làm mới.
page-lock-needs-passphrase = Hãy đặt mật khẩu trước khi khóa ứng dụng.
page-recovery-shape = XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX
page-recovery-group-shape = 4 ký tự

## Getting a pair by consent, and asking Zalo about a token

consent-expired = Link cấp quyền này đã hết 10 phút.
consent-expired-next = Hãy mở một link mới rồi làm lại từ đầu. Không token nào bị mất.
consent-unclear = Đã gửi mã cấp quyền, nhưng chưa rõ Zalo đã trả cặp token hay chưa.
consent-unclear-next = Hãy mở lại link cấp quyền để lấy cặp mới. Cặp token cũ vẫn còn nguyên ở đây.
consent-address-empty = Chưa có địa chỉ nào được dán vào.
consent-address-empty-next = Sau khi bấm Cho phép, hãy sao chép cả địa chỉ trên thanh địa chỉ của trình duyệt rồi dán vào đây.
consent-address-not-address = Đây không phải là một địa chỉ web.
consent-address-not-address-next = Hãy sao chép cả dòng trên thanh địa chỉ của trình duyệt, bắt đầu bằng https:// hoặc http://.
consent-address-still-at-zalo = Đây vẫn là địa chỉ trang của Zalo: chưa có ai bấm Cho phép, hoặc trang ấy đang báo lỗi.
consent-address-still-at-zalo-next = Nếu trang báo -14003, địa chỉ callback khác với địa chỉ đã lưu ở developers.zalo.me. Nếu báo -14002, app_id sai hoặc ứng dụng chưa bật. Nếu không báo lỗi, hãy bấm Cho phép bằng tài khoản quản trị OA.
consent-address-other-callback = Địa chỉ này không bắt đầu bằng callback của lần cấp quyền này. Có thể nó là của một ứng dụng khác.
consent-address-other-callback-next = Hãy sao chép địa chỉ của đúng thẻ trình duyệt vừa mở bằng link này.
consent-address-denied = Zalo báo rằng việc cấp quyền không thành.
consent-address-denied-next = Hãy mở lại link, đăng nhập bằng tài khoản quản trị của OA, rồi bấm Cho phép.
consent-address-no-code = Địa chỉ này không có mã cấp quyền (phần code=…).
consent-address-no-code-next = Hãy sao chép lại cả địa chỉ ngay sau khi bấm Cho phép, trước khi trang chuyển đi nơi khác.
consent-address-state = Địa chỉ này trả lời cho một link cấp quyền khác, không phải link vừa mở.
consent-address-state-next = Có thể nó là của lần trước. Hãy mở link mới và sao chép địa chỉ của thẻ vừa mở.
callback-empty = Chưa có địa chỉ callback.
callback-empty-next = Hãy dán “Official Account Callback Url” đã lưu ở developers.zalo.me.
callback-not-address = Địa chỉ callback này không đúng dạng.
callback-not-address-next = Hãy sao chép nguyên văn từ developers.zalo.me, dạng https://tên-miền/đường-dẫn.
callback-fragment = Địa chỉ callback không được có dấu #.
callback-fragment-next = Hãy bỏ phần từ dấu # trở đi, ở cả developers.zalo.me.
callback-exposed = Địa chỉ callback bắt đầu bằng http:// nên mã cấp quyền đi qua mạng mà không được mã hóa; không dùng PKCE thì ai đọc được cũng lấy được token.
callback-exposed-next = Hãy bật PKCE, hoặc đổi callback sang https:// ở developers.zalo.me.
consent-address-used = Mã cấp quyền này đã dùng cho một OA khác ở đây; mỗi mã chỉ dùng được một lần.
consent-address-used-next = Hãy mở link mới cho OA này, chọn đúng OA rồi bấm Cho phép.
history-consent-saved = Được cấp quyền, đã lưu cặp token mới
history-consent-refused = Cấp quyền không thành: Zalo từ chối mã cấp quyền
history-consent-not-sent = Chưa gửi được mã cấp quyền
history-consent-unknown = Đã gửi mã cấp quyền, chưa rõ kết quả
check-works = Access token này đang dùng được.
check-works-next = Việc kiểm tra không làm thay đổi token.
check-other-oa = Access token này là của một OA khác.
check-other-oa-next = Token của hai OA đang lẫn vào nhau. Hãy thêm OA kia thành một OA riêng, rồi lấy lại cặp token cho OA này.
check-no-access-token = OA này chưa có access token để kiểm tra.
check-no-access-token-next = Hãy bấm Gửi để lấy cặp token, hoặc lấy cặp token mới từ Zalo.
check-invalid = Zalo báo access token này không đúng.
check-invalid-next = Có thể bạn sao chép thiếu, hoặc token đã bị token mới hơn thay thế. Điều này không nói gì về refresh token.
check-expired = Zalo báo access token này đã hết hạn hoặc đã bị thay.
check-expired-next = Hãy bấm Gửi để lấy cặp mới. Điều này không nói gì về refresh token.
check-oa-disabled = OA này đang bị khóa ở Zalo.
check-oa-disabled-next = Hãy vào trang quản trị OA để xem lý do. Token ở đây vẫn được giữ.
check-no-such-oa = Zalo không còn thấy OA này.
check-no-such-oa-next = Hãy xem OA còn ở trang quản trị OA không.
check-app-not-active = Ứng dụng Zalo của OA này chưa được bật.
check-app-not-active-next = Vào developers.zalo.me, chọn ứng dụng rồi bật “Đang hoạt động”.
check-api-not-registered = Ứng dụng chưa đăng ký dùng Official Account API.
check-api-not-registered-next = Vào developers.zalo.me, chọn ứng dụng rồi đăng ký sản phẩm Official Account API.
check-app-removed = Ứng dụng Zalo này đã bị xóa.
check-app-removed-next = Cần tạo ứng dụng mới ở developers.zalo.me và cấp quyền lại.
check-not-authorized = OA chưa cấp quyền cho ứng dụng này, hoặc đã thu lại quyền.
check-not-authorized-next = Quản trị viên của OA cần cấp quyền lại.
check-rate = Zalo báo đang bị hỏi quá nhiều.
check-rate-next = Đợi một phút rồi kiểm tra lại.
check-proof = Zalo không nhận chữ ký làm từ secret_key.
check-proof-next = Hãy kiểm tra lại secret_key của ứng dụng ở developers.zalo.me.
check-other = Zalo trả lời bằng một lỗi chưa gặp.
check-other-next = Hãy đọc nguyên văn lời Zalo, rồi thử lại sau ít phút.
check-unclear = Đã hỏi Zalo, nhưng phản hồi không rõ ràng.
check-unclear-next = Thử lại sau ít phút. Token không bị ảnh hưởng.
check-not-sent = Chưa hỏi được Zalo: không có đường mạng tới đó.
check-not-sent-next = Kiểm tra mạng hoặc proxy rồi thử lại. Token không bị ảnh hưởng.
cli-consent-open = Mở link dưới đây trong trình duyệt, đăng nhập bằng tài khoản quản trị OA rồi bấm Cho phép (link sống 10 phút):
cli-consent-paste = Sau đó sao chép cả địa chỉ trên thanh địa chỉ, dán vào đây rồi bấm Enter:
cli-consent-exposed = Chú ý: callback bắt đầu bằng http:// nên mã cấp quyền đi qua mạng mà không được mã hóa. Nên đổi sang https:// ở developers.zalo.me.
cli-consent-port-taken = Chú ý: một chương trình khác đang dùng cổng của địa chỉ callback này nên sẽ nhận phản hồi của trình duyệt. Hãy tắt nó rồi chạy lại, hoặc dán địa chỉ vào đây.
cli-no-callback = Cần “Official Account Callback Url” đã lưu ở developers.zalo.me: thêm --redirect-uri ĐỊA_CHỈ (lần sau không cần nữa).
cli-other-oa = Người vừa cho phép là OA { $found }, còn OA này là “{ $known }”. Chưa gửi gì đi.
cli-other-oa-ask = Vẫn lưu vào OA này? (c/K)
cli-other-oa-next = Hãy thêm OA kia thành một OA riêng, hoặc mở lại link và chọn đúng OA.
cli-check-oa = OA “{ $name }” ({ $id }), { $followers } người quan tâm, gói { $package } đến { $until }.
browser-done = Đã nhận được phản hồi của Zalo. Bạn có thể đóng thẻ này và quay lại OA Token.
browser-wrong = Địa chỉ này không phải phản hồi mà OA Token đang chờ. Hãy quay lại OA Token và dán địa chỉ vào đó.
cli-consent-listening = Nếu trình duyệt chạy trên chính máy này thì không cần dán: phản hồi sẽ tự tới.
cli-yes = c, có, y, yes

## The clock: refreshing by itself

history-automatic-on = Bật tự làm mới
history-automatic-off = Tắt tự làm mới
auto-now = đã đến lúc, sẽ tự làm mới ngay khi làm được
auto-next = lần kế tiếp: { $at }
auto-paused = đang tạm dừng tự làm mới, tới { $until }
auto-goes-on = Đã tiếp tục tự làm mới.
auto-too-often = cần xử lý: đã gửi 24 lần trong 24 giờ mà token vẫn sắp hết hạn, nên ngừng tự làm mới tới { $until }
auto-needs-person = không tự làm mới được nữa, cần xử lý
auto-practice = OA mẫu không tự làm mới
auto-moved-away = đã chuyển đi: máy kia lo việc làm mới
auto-clock-wrong = chưa tự làm mới, vì đồng hồ của máy này lệch so với Zalo: hãy chỉnh lại ngày giờ
auto-off = không tự làm mới
cli-auto-one-owner = Lưu ý: nếu n8n, plugin, Postman hay một máy khác cũng đang làm mới OA này, hãy tắt ở đó. Hai nơi cùng làm mới thì token hỏng.
cli-auto-replaces-one = 1 cặp token sẽ được thay ngay: access token đang dùng của OA đó hết hiệu lực từ lúc ấy.
cli-auto-replaces = { $count } cặp token sẽ được thay ngay: access token đang dùng của các OA đó hết hiệu lực từ lúc ấy.
cli-auto-replaces-none = Chưa thay token nào lúc này: access token đang dùng vẫn còn hiệu lực tới lần tự làm mới kế tiếp.
watch-owns = Bắt đầu canh giờ: OA nào đến hạn sẽ được làm mới.
watch-waits = Một chương trình OA Token khác trên máy này đang canh giờ. Đang đợi tới lượt.
watch-locked = Kho token đang khóa nên chưa làm mới được gì. Đang đợi kho được mở.
watch-misdated = Đồng hồ của máy này lệch so với Zalo. Hãy chỉnh lại giờ; tới lúc đó không token nào được gửi.
watch-nothing = Chưa có OA nào tự làm mới. Bật bằng: oa-token auto TÊN on
watch-next = Lần kế tiếp: { $name }, { $at }
serve-listening = Đang nghe ở { $address }
serve-socket = Đang nghe ở socket { $path }
serve-no-socket = Không tạo được socket { $path } nên chỉ nghe ở TCP. Chọn nơi khác bằng --socket.

## Refreshing by itself, on the page

page-auto-paused = Đang tạm dừng tự làm mới, tới { $until }.
page-auto-too-often = Cần xử lý: đã gửi 24 lần trong 24 giờ mà token vẫn sắp hết hạn, nên ngừng tự làm mới tới { $until }.
page-auto-ask = Ngoài OA Token, còn nơi nào tự làm mới OA này không?
page-auto-ask-why = Refresh token chỉ dùng được một lần. Nếu n8n, plugin của WordPress, Postman hay một máy khác cũng làm mới OA này thì hai nơi sẽ làm hỏng token của nhau.
page-auto-ask-keep = Chưa bật
page-auto-ask-act = Không có, bật tự làm mới
page-settings-clock = Tự làm mới
page-clock-automatic-how = Tắt ở đây thì mọi OA ngừng tự làm mới, kể cả lệnh oa-token watch.
page-clock-margin = Làm mới trước hạn
page-clock-margin-how = Chọn dài hơn nếu máy hay tắt hoặc mất mạng. Mỗi lần làm mới, token cũ hết hiệu lực ngay. Nhiều nhất là một phần năm hạn của token: với token 25 giờ, chọn 6 hay 12 giờ cũng làm mới trước 5 giờ.
page-clock-hours = { $number ->
   *[other] { $count } giờ
}
page-clock-pause-all = Tạm dừng
page-clock-pause = Tạm dừng 1 giờ
page-clock-pause-how = Ví dụ khi đang chuyển việc làm mới sang nơi khác.
page-clock-go-on = Tiếp tục

## The file written after each refresh

outlet-cannot-write = Không ghi được tệp: thư mục không còn, ổ đĩa đầy, không có quyền ghi, hoặc tệp đang mở trong chương trình khác (như Excel).
outlet-no-token = Chưa có token để ghi.
outlet-refused = Tệp này thuộc OA Token hoặc không phải nơi để token. Hãy chọn tệp khác.
outlet-unknown = Cách ghi này do một phiên bản mới hơn đặt ra. Hãy chọn lại tệp.
place-no-host = Không tìm thấy máy chủ mang tên này. Hãy kiểm tra lại địa chỉ.
place-private-address = Tên này dẫn tới một máy trong mạng riêng. Nếu đúng là máy của bạn, hãy cho phép mạng riêng ở nơi này.
place-forbidden-address = Địa chỉ này không thể là nơi nhận token.
place-not-reached = Không kết nối được tới nơi nhận.
place-certificate = Chứng chỉ của nơi nhận không hợp lệ, nên chưa gửi gì.
place-timed-out = Nơi nhận không trả lời kịp.
place-redirect = Nơi nhận chuyển hướng sang địa chỉ khác. OA Token không đi theo; hãy dùng địa chỉ cuối cùng.
place-not-confirmed = Nơi nhận chưa xác nhận đã nhận. Hãy xem nó có đòi đăng nhập không.
place-rejected = Nơi nhận từ chối.
place-receiver-failed = Nơi nhận đang gặp lỗi.
place-gone = Nơi nhận báo không cần nhận nữa.
place-address-invalid = Đây không phải một địa chỉ như https://máy-chủ/đường-dẫn.
place-address-not-encrypted = Địa chỉ phải bắt đầu bằng https://. Chỉ máy này mới dùng được http://.
place-address-user-info = Địa chỉ không được có tên người dùng hay mật khẩu.
place-address-fragment = Địa chỉ không được có phần sau dấu #.
place-address-forbidden = Địa chỉ này không thể là nơi nhận token.
place-state-up-to-date = Đã có token mới
place-state-waiting = Đang chờ gửi
place-state-failing = Chưa gửi được
place-state-ended = Đang dùng token đã hết hiệu lực
place-state-to-paste = Cần dán bằng tay
place-state-stopped = Nơi nhận đã thôi nhận
place-state-off = Đang tắt
place-sent-token = Token mới
place-sent-test = Gửi thử
place-sent-state = Báo trạng thái
place-next-secret = Nơi đó không công nhận chữ ký: kiểm tra khóa whsec_… ở đó, hoặc đổi khóa.
place-next-missing = Ở đó không có webhook này: bật lại quy trình hoặc sửa địa chỉ.
place-next-look = Xem nhật ký ở nơi nhận rồi thử lại.
place-next-reach = Kiểm tra địa chỉ, và máy chủ đó có đang chạy không.
place-next-certificate = Gia hạn chứng chỉ ở máy chủ đó, rồi thử lại.
place-next-confirm = Ở Apps Script: cho Bất kỳ ai truy cập, và đặt khóa vào OA_TOKEN_KEY.
place-next-gone = Bật lại webhook ở đó rồi thử lại, hoặc bỏ nơi này.
place-next-file = Sửa thư mục rồi ghi lại, hoặc chọn tệp khác.
alert-consent = { $name }: cần quản trị viên OA cấp quyền lại. Token không còn làm mới được.
alert-refresh-ends = { $name }: refresh token còn { $days } ngày.
alert-place = { $name }: { $place } chưa nhận được token mới trong một giờ qua.
alert-clock = Đồng hồ máy sai, nên việc tự làm mới đang dừng.
alert-token = { $name }: access token đã hết hạn hơn một giờ mà chưa lấy được token mới. Mở OA Token để xem lý do.
alert-locked = Kho token bị khóa từ { $from } đến { $until }, nên lúc đó không OA nào được tự làm mới.
alert-over-consent = { $name }: đã có token mới, không cần làm gì nữa.
alert-over-place = { $name }: { $place } đã nhận được token mới.
alert-over-clock = Đồng hồ máy đã đúng. Việc tự làm mới chạy lại.
alert-test = Tin thử: báo tin từ OA Token tới được đây.
alert-bot-token-invalid = Đây không phải token của bot. BotFather đưa token có dạng 123456:ABC…
alert-chat-invalid = Đây không phải mã cuộc trò chuyện. Mã là một số như -1001234567890, hoặc @tên của kênh công khai.
page-outlet-choose = Tự ghi sau mỗi lần làm mới…
page-outlet-how = Chọn một tệp. Sau mỗi lần làm mới, OA Token ghi token mới vào đó để công cụ khác đọc.

## Quay về bản cũ, bị sửa từ bên ngoài, bản lưu thứ hai

vault-wrong-key = Khóa này không phải của kho token này.
vault-wrong-key-next = Kiểm tra lại tệp khóa hoặc mật khẩu đang dùng. Kho chưa bị thay đổi gì.
vault-altered = Kho token đã bị sửa từ bên ngoài mà không qua OA Token, nên OA này tạm dừng: không gửi và không xuất gì.
vault-altered-next = Chạy oa-token doctor để xem chỗ bị sửa. Khôi phục bằng oa-token doctor --restore-backup, hoặc dán lại token vào một OA mới.
vault-foreign-schema = Cấu trúc của tệp kho token không giống cấu trúc OA Token tạo ra: có thể ai đó đã sửa tệp.
vault-foreign-schema-next = Đừng xóa tệp này. Khôi phục bằng oa-token doctor --restore-backup.
vault-replaced = Ở chỗ của kho token lúc này là một kho khác.
vault-replaced-next = Đưa đúng tệp vault.db về chỗ cũ, hoặc mở lại OA Token để dùng kho mới.
vault-in-use-somebody = Một chương trình khác đang mở kho token, nên chưa nâng cấp kho lên phiên bản mới được.
vault-in-use-somebody-next = Tắt mọi cửa sổ OA Token và lệnh oa-token cũ rồi thử lại.
vault-in-use = Kho token đang được mở bởi { $who }, nên chưa nâng cấp kho lên phiên bản mới được.
vault-in-use-next = Tắt chương trình đó rồi thử lại.
vault-not-damaged = Kho token không hỏng, nên không khôi phục: bản sao lưu cũ hơn những gì đang có.
vault-not-damaged-next = Muốn lấy lại một token cũ, hãy mở Nhật ký của OA đó.
vault-strange-slot = Cách mở này đã bị gỡ khỏi kho token, hoặc chưa từng được OA Token thêm vào.
vault-strange-slot-next = Mở kho bằng cách khác. Chạy oa-token doctor để xem chi tiết.
not-sent-old-copy = Cặp token này có thể cũ hơn cặp ở một bản khác của kho, nên OA Token không tự gửi
not-sent-old-copy-next = Bấm “Kiểm tra token” (lệnh: oa-token check TÊN) để hỏi Zalo trước. Muốn gửi cặp này thì bấm Gửi (lệnh: oa-token refresh TÊN) rồi xác nhận.
not-sent-one-copy = Bản lưu thứ hai (recovery.db) chưa ghi được, nên OA Token không tự gửi
not-sent-one-copy-next = Kiểm tra chỗ trống và quyền ghi của thư mục dữ liệu. Bấm Gửi (lệnh: oa-token refresh TÊN) thì vẫn gửi được.
busy-held = { $who } đang làm mới OA này và chưa xong. Đợi nó xong, hoặc tắt nó, rồi thử lại.
saved-one-copy = Lưu ý: mới ghi được vào một tệp; bản lưu thứ hai (recovery.db) chưa ghi được.
state-old-copy = Bản cũ
state-altered = Bị sửa từ bên ngoài
history-sealed = Bản OA Token này đã niêm phong lại dữ liệu của OA này, an toàn hơn trước
history-healed = Kho từng quay về bản cũ; OA này đã lấy lại cặp token mới nhất từ bản lưu thứ hai
history-old-copy = Có cặp token khác ở một bản kho khác; chưa rõ cặp nào còn dùng được
history-copy-settled = Đã biết cặp token nào còn dùng được
auto-old-copy = không tự làm mới: có thể là bản cũ, cần xử lý
auto-altered = không tự làm mới: kho bị sửa từ bên ngoài, cần xử lý
page-send-altered = OA này đang dừng vì kho token bị sửa từ bên ngoài, nên không gửi gì
page-need-altered = Đã bị sửa từ bên ngoài, đang dừng.
page-need-old-copy = Có thể đang giữ cặp token cũ.
page-need-too-often = Đã gửi 24 lần trong 24 giờ qua.
page-cell-stopped = đang dừng
page-help-state-old-copy = Cặp token ở đây có thể cũ hơn cặp ở một bản khác của kho. Kiểm tra token với Zalo trước; bấm Gửi thì phải xác nhận.
page-help-state-altered = Có ai đó đã sửa kho token mà không qua OA Token. OA này dừng hẳn cho tới khi bạn khôi phục bản sao lưu.
page-confirm-old-copy = Nếu cặp mới hơn đang được dùng ở nơi khác, Zalo sẽ từ chối cặp này.
page-auto-ask-now = Bật xong, OA Token sẽ lấy token mới ngay.
page-auto-ask-now-stops = Access token đang dùng, nếu còn hạn, hết hiệu lực từ lúc đó.
cli-old-copy-ask = Cặp token của “{ $name }” có thể cũ hơn cặp ở một bản kho khác. Nếu cặp mới hơn đang được dùng ở đó, gửi cặp này sẽ bị Zalo từ chối. Vẫn gửi? (có/không)
cli-doctor-altered = Bị sửa từ bên ngoài
cli-doctor-altered-oa = OA “{ $name }” đã bị sửa không qua OA Token nên đang dừng.
cli-doctor-strange-slot = Cách mở { $id } không phải do OA Token thêm, hoặc đã bị gỡ.
cli-doctor-slot-gone = Một cách mở kho đã biến mất khỏi tệp kho.
cli-doctor-api-keys = Bảng khóa API trong tệp kho đã bị sửa từ bên ngoài. Khóa bị sửa không dùng được.
cli-doctor-channels = Danh sách kênh cảnh báo trong tệp kho đã bị sửa từ bên ngoài. Kênh bị sửa không được dùng.
cli-doctor-team-altered = Phần lưu về nhóm trong tệp kho đã bị sửa từ bên ngoài. Chưa gửi token nào.
cli-doctor-profiles-gone = Có OA đã biến mất khỏi tệp kho.
cli-doctor-second-copy = Bản lưu thứ hai
cli-doctor-one-copy = Chưa ghi được { $file }. Trong lúc đó OA Token không tự làm mới.
cli-doctor-old-copies = Cặp token ở hai nơi
cli-doctor-old-copies-of = Chưa rõ cặp token nào còn dùng được: { $names }.
cli-doctor-locks = Khóa tệp
cli-doctor-no-locks = Thư mục này nằm trên hệ thống tệp không có khóa tệp (ổ mạng?): hai chương trình phải đợi nhau vài phút.
unknown-kept-aside = Zalo đã trả lời, nhưng tệp kho không còn ở chỗ cũ, hoặc nay do một bản OA Token mới hơn quản lý; phản hồi được giữ cạnh kho
unknown-kept-aside-next = Đưa thư mục dữ liệu về chỗ cũ, hoặc mở OA Token bản mới: nó tự nhận phản hồi này. Đừng xóa thư mục dữ liệu.

## OA trong tệp .oatoken khác với OA ở đây

bundle-here = Ở đây:
bundle-there = Trong tệp:
bundle-differs = Khác nhau:
bundle-oa-unknown = chưa rõ
bundle-differs-app = app_id
bundle-differs-oa = OA
bundle-differs-secret-key = secret_key
bundle-differs-pair = token
bundle-side = { $name } · app_id { $app } · OA { $oa } · token có từ { $moment }
cli-bundle-conflicts = Trong tệp có OA đã ở đây nhưng khác với những gì bạn đang có. Chưa lấy gì từ tệp.
cli-bundle-decide = Giữ như ở đây, chỉ lấy những OA khác: thêm --keep. Nếu chắc tệp này đáng tin và muốn lấy theo tệp: --replace --name TÊN cho OA đó (secret_key và token cũ vẫn được giữ).
cli-bundle-alone = Tệp .oatoken phải nhập riêng, không cùng tệp khác.
cli-no-bundle = --keep và --passphrase-file chỉ dùng khi nhập tệp .oatoken.
cli-no-bundle-passphrase = Cần mật khẩu của tệp .oatoken: gõ khi được hỏi, đưa qua stdin, hoặc --passphrase-file TỆP.
cli-replace-by-name = Với tệp .oatoken, --replace đi cùng --name TÊN: OA nào lấy theo tệp phải được gọi tên.
cli-bundle-passphrase = Mật khẩu của tệp .oatoken:
cli-bundle-known = đã có cặp này hoặc mới hơn; giữ nguyên
cli-bundle-automatic = Ở máy trước, OA “{ $name }” tự làm mới; ở máy này đang tắt. Nếu máy kia đã ngừng làm mới OA này, bật ở đây bằng: { $command }
cli-bundle-kept = khác trong tệp; giữ như ở đây
cli-bundle-held = token đang ở một OA khác; bỏ qua
vault-unexpected = Lúc này không dùng được kho token ({ $id }).
vault-unexpected-next = Chạy oa-token doctor để xem chi tiết. Khi báo lỗi, gửi kèm kết quả của oa-token doctor --log.
vault-of-other = Tệp { $file } là của người dùng khác ({ $owner }) nên OA Token không ghi được.
vault-of-other-next = Dùng chown để lấy lại tệp, rồi thử lại. Nếu tệp nằm trong thư mục locks thì có thể xóa nó.
vault-denied = Bạn không có quyền ghi { $file }.
vault-denied-next = Sửa quyền của tệp hoặc thư mục đó (chmod u+rw), rồi thử lại.
vault-other-user = Thư mục dữ liệu { $folder } là của người dùng { $owner }, còn chương trình đang chạy bằng quyền quản trị.
vault-other-user-next = Hãy chạy bằng chính người dùng đó, không dùng sudo.
file-unusable = Không dùng được tệp { $file } ({ $id }).
file-unusable-next = Kiểm tra ổ đĩa và quyền của thư mục dữ liệu. Khi báo lỗi, gửi kèm kết quả của oa-token doctor --log.
no-thread = Hệ điều hành không cho OA Token chạy thêm luồng nào.
no-thread-next = Tắt bớt chương trình khác, hoặc tăng giới hạn số tiến trình (ulimit -u), rồi thử lại.
unexpected = Có lỗi không ngờ tới ({ $id }).
unexpected-next = Hãy thử lại. Nếu vẫn lỗi, gửi kèm kết quả của oa-token doctor --log khi báo lỗi.
not-sent-because = Chưa gửi, token chưa bị dùng: { $why }
cli-misspelt = Không có lệnh hay tham số này. Có phải ý bạn là { $meant }?
cli-secret-argument = Bí mật không được viết trên dòng lệnh: hãy đưa qua stdin hoặc tệp.
cli-no-log = Nhật ký lỗi đang trống.
cli-doctor-open-folder-next = Hãy chạy: chmod 700 "{ $folder }"
cli-doctor-outside-next = Chuyển vào thư mục người dùng của bạn, hoặc chỉ cho bạn quyền mở, trong cmd: { $call }. OA Token không đọc quyền này nên sẽ còn nhắc.
cli-doctor-refresh-next = Chạy oa-token refresh TÊN để OA Token làm nốt.
cli-doctor-restore = Khôi phục bằng: oa-token doctor --restore-backup
cli-doctor-strange-slot-next = Gỡ hẳn: oa-token key remove { $id }
cli-doctor-slot-gone-next = Xem còn những cách nào bằng oa-token key list, rồi thêm lại.
cli-doctor-api-keys-next = Xem còn những khóa nào bằng oa-token api-key list, bỏ một khóa rồi tạo lại.
cli-doctor-channels-next = Xem còn những kênh nào bằng oa-token alert list, bỏ một kênh rồi thêm lại.
cli-doctor-team-altered-next = Phục hồi kho từ bản sao lưu, hoặc rời nhóm rồi vào lại.
cli-doctor-one-copy-next = Kiểm tra chỗ trống và quyền ghi của thư mục.
cli-doctor-old-copies-next = Chạy oa-token check TÊN để hỏi Zalo.
cli-doctor-no-locks-next = Nên đặt OA_TOKEN_HOME trên ổ của máy.
cli-doctor-owners = Chủ của các tệp
cli-doctor-room = Chỗ trống trên ổ đĩa
cli-doctor-open-key = Người dùng khác trên máy này đọc được tệp khóa { $file }.
cli-doctor-open-key-next = Hãy chạy: chmod 600 "{ $file }"

## Lệnh oa-token: chữ của phần trợ giúp. cli-call-X là câu của lệnh X; -more nói thêm, -usage thay dòng cách dùng,
## -examples là ví dụ. cli-arg-X là câu của một tham số, cli-arg-LỆNH-X nếu riêng cho một lệnh.

cli-heading-usage = Cách dùng
cli-heading-calls = Lệnh
cli-heading-arguments = Tham số
cli-heading-options = Tùy chọn
cli-heading-global = Tùy chọn chung
cli-heading-examples = Ví dụ
cli-heading-environment = Biến môi trường
cli-heading-exits = Mã thoát
cli-usage-options = TÙY CHỌN
cli-value-address = ĐỊA_CHỈ
cli-value-host = TÊN_MÁY
cli-value-path = ĐƯỜNG_DẪN
cli-value-permission = QUYỀN
cli-value-command = LỆNH
cli-value-duration = KHOẢNG
cli-value-file = TỆP
cli-value-format = ĐỊNH_DẠNG
cli-value-id = MÃ
cli-value-name = TÊN
cli-value-variable = BIẾN
cli-value-pick = MỤC=DÒNG

cli-value-text = NỘI_DUNG
cli-value-place = NƠI
cli-value-channel = KÊNH
cli-value-preset = LOẠI
cli-value-when = LÚC
cli-column-oa = OA
cli-column-place = Nơi dùng
cli-column-address = Ở đâu
cli-column-state = Trạng thái
cli-column-pair = Cặp
cli-column-until = Hạn dùng
cli-column-next = Tự làm mới
cli-column-at = Lúc
cli-column-event = Việc
cli-column-id = Mã
cli-column-slot = Cách mở
cli-column-key = Khóa API
cli-column-can = Quyền
cli-column-expires = Hết hạn
cli-column-used = Dùng lần cuối
cli-arg-color = Khi nào dùng màu: auto, always, never [mặc định: auto, chỉ trên terminal]

cli-call-oa-token = Làm mới token Zalo OA mà không làm mất token nào.
cli-call-oa-token-more =
    Bí mật chỉ vào bằng stdin, tệp hoặc khi được hỏi, không bao giờ viết trên dòng lệnh.

    Xem từng lệnh: oa-token help LỆNH
cli-call-oa-token-examples =
    # Đưa một OA vào kho, rồi lấy access token của nó
    oa-token import shop.json
    oa-token token "Cà phê Hà Nội"
    # Làm mới mọi OA đã đến hạn
    oa-token refresh --due
cli-call-import = Đưa OA vào kho từ tệp hoặc stdin: Postman, n8n, cURL, .env, Excel, CSV, gần như mọi dạng, tệp .oatoken.
cli-call-import-more =
    Tên đã có thì không nhập, trừ khi thêm --replace: khi đó cặp token mới được thêm vào, cặp cũ vẫn giữ.
    Tệp .oatoken là bản sao lưu hoặc OA từ máy khác, mở bằng mật khẩu của nó. OA nào trong tệp khác với OA
    ở đây thì phải chọn: --keep giữ như ở đây, --replace --name TÊN lấy theo tệp.
cli-call-import-examples =
    # Từ stdin, để bí mật không nằm trên dòng lệnh
    oa-token import - < shop.json
    # Xem trước, chưa lưu gì
    oa-token import postman.json .env --dry-run
    # Thêm cặp token mới vào OA đã có
    oa-token import postman.json --replace --name "Cà phê Hà Nội"
    # Khôi phục từ bản sao lưu
    oa-token import kho.oatoken --passphrase-file mat-khau.txt
cli-call-list = Các OA, trạng thái, hạn dùng, và lần tự làm mới kế tiếp. Không có token.
cli-call-list-more = Dùng được cả khi kho đang khóa. Ra ống dẫn (pipe) thì mỗi OA một dòng, các cột cách nhau bằng tab.
cli-call-list-examples =
    oa-token list
    # Tên của những OA cần cấp quyền lại
    oa-token list --json | jq -r '.[] | select(.state == "needs_consent") | .name'
cli-call-refresh = Gửi refresh token để lấy cặp token mới.
cli-call-refresh-more = Mỗi OA một dòng kết quả. Refresh token chỉ dùng được một lần: access token cũ hết hiệu lực khi có cặp mới.
cli-call-refresh-usage =
    oa-token refresh [TÙY CHỌN] TÊN…
    oa-token refresh [TÙY CHỌN] --all | --due
cli-call-refresh-examples =
    oa-token refresh "Cà phê Hà Nội" shop
    # Đặt trong cron: chỉ những OA đã đến hạn
    oa-token refresh --due --quiet
cli-call-token = In một access token còn dùng được, và không in gì khác.
cli-call-token-more =
    Chỉ làm mới khi thời hạn còn lại ngắn hơn --min-life. Nếu làm mới không được mà token cũ vẫn còn hạn, in token cũ,
    nhắc ở stderr và thoát với mã 0.
cli-call-token-examples =
    # Trong một script: dừng nếu không có token
    ACCESS_TOKEN=$(oa-token token "Cà phê Hà Nội" --min-life 30m) || exit
cli-call-export = Giao token cho công cụ khác, theo định dạng của công cụ đó.
cli-call-export-more =
    Các định dạng: text, env, json-iso, json, tsv, postman-environment, curl. Không định dạng nào chứa secret_key.
    Refresh token chỉ có khi thêm --with-refresh-token: hai nơi cùng làm mới thì token hỏng.
cli-call-export-examples =
    oa-token export shop --format env -o /etc/shop/zalo.env
    # Tên biến khác
    oa-token export shop --format env --access-name ZALO_TOKEN
    # Dán vào Postman
    oa-token export shop --format postman-environment -o shop.postman_environment.json
cli-call-check = Hỏi Zalo xem access token là của OA nào và còn dùng được không.
cli-call-check-more = Không làm mới, không tốn token nào. Tên, gói và ảnh của OA được ghi lại.
cli-call-check-examples =
    oa-token check shop
cli-call-authorize = Lấy cặp token đầu tiên, hoặc cặp mới khi token đã chết, bằng sự đồng ý của quản trị OA.
cli-call-authorize-more =
    In link cấp quyền trên một dòng riêng, rồi đọc địa chỉ được dán vào từ stdin. Nếu callback là 127.0.0.1 và trình duyệt
    chạy trên máy này thì không cần dán. OA mới: trước hết hãy import nó mà không có refresh token.
cli-call-authorize-examples =
    oa-token authorize shop --redirect-uri http://127.0.0.1:8765/zalo
    # Lần sau dùng lại callback đã lưu
    oa-token authorize shop
cli-call-auto = Bật hay tắt tự làm mới của từng OA hoặc tất cả; tạm dừng.
cli-call-auto-more =
    OA được bật sẽ do “oa-token watch” hoặc cửa sổ OA Token tự làm mới. Chỉ bật khi không nơi nào khác làm mới OA này:
    hai nơi cùng làm mới thì token hỏng. Xem trạng thái bằng: oa-token list
cli-call-auto-usage =
    oa-token auto [TÙY CHỌN] TÊN… on|off
    oa-token auto [TÙY CHỌN] --all on|off
    oa-token auto [TÙY CHỌN] --pause KHOẢNG
cli-call-auto-examples =
    oa-token auto "Cà phê Hà Nội" shop on
    oa-token auto --all off
    # Tạm dừng một giờ, rồi chạy tiếp ngay
    oa-token auto --pause 1h
    oa-token auto --pause 0s
cli-call-watch = Tự làm mới khi đến hạn, chạy tới khi bị tắt. Dành cho máy chủ.
cli-call-watch-more =
    Mỗi lúc chỉ một chương trình làm việc này, chương trình khác đợi. Với --json, mỗi việc là một dòng JSON.
cli-call-watch-examples =
    oa-token watch
    oa-token watch --json
cli-call-serve = Đưa access token cho chương trình khác qua HTTP trên máy này, và tự làm mới như “oa-token watch”.
cli-call-serve-more =
    Mỗi chương trình cần một khóa API: oa-token api-key add. Nghe ở TCP trên máy này và ở một socket (named pipe trên
    Windows) mà chỉ bạn mở được. Dòng đầu tiên nêu địa chỉ. Xem thêm: docs/server.md
cli-call-serve-examples =
    oa-token serve
    # Cổng trống bất kỳ, mỗi việc là một dòng JSON
    oa-token serve --listen 127.0.0.1:0 --json
    # Sau một proxy có TLS trên máy khác
    oa-token serve --listen 10.0.0.5:8470 --host token.example.vn --behind-proxy 10.0.0.2
cli-call-service = Cho “oa-token watch” hoặc “oa-token serve” tự chạy mỗi khi bạn đăng nhập vào máy.
cli-call-service-more = Không cần quyền quản trị. Trên Linux là một unit của systemd cho riêng bạn, trên Windows là một tác vụ trong Task Scheduler, trên macOS là một agent của launchd. Không có khóa hay token nào nằm trong đó, chỉ có đường dẫn. Kho phải mở được mà không cần gõ mật khẩu: bằng kho khóa của hệ điều hành hoặc OA_TOKEN_KEY_FILE.
cli-call-service-examples =
    oa-token service install
    oa-token service remove
cli-call-service-install = Cài và chạy ngay. Cài lại thì thay bản cũ.
cli-call-service-install-more = Bỏ trống thì là watch. OA_TOKEN_HOME, OA_TOKEN_KEY_FILE và OA_TOKEN_PASSPHRASE_FILE đang đặt được ghi lại cùng, chỉ là đường dẫn.
cli-call-service-install-examples =
    oa-token service install
    oa-token service install serve
cli-call-service-remove = Dừng và gỡ. Token đang chờ phản hồi được lưu trước khi dừng.
cli-call-service-remove-more = Bỏ trống thì gỡ cả hai. Chưa cài thì không có gì thay đổi, mã thoát vẫn là 0.
cli-call-service-remove-examples =
    oa-token service remove
    oa-token service remove serve
cli-arg-service = watch hoặc serve
cli-value-service = DỊCH_VỤ
cli-service-installed = Từ nay { $call } tự chạy mỗi khi bạn đăng nhập: { $unit }
cli-service-linger = Muốn nó chạy cả khi bạn đã đăng xuất: loginctl enable-linger
cli-service-removed = { $call } không còn tự chạy nữa. Đã gỡ: { $unit }
cli-service-absent = { $call } chưa được cài nên không có gì để gỡ.
cli-service-no-manager = Không có trình quản lý dịch vụ nào của tài khoản này trả lời (trên Linux là systemd; trong container, hoặc sau sudo và su, thường không có). Chưa có gì thay đổi. Hãy chạy oa-token watch bằng trình quản lý dịch vụ của máy, hoặc cho cron chạy: oa-token refresh --due
cli-service-refused = { $program } của hệ điều hành không nhận yêu cầu này. Hãy thử lại; nếu vẫn vậy, chạy oa-token watch bằng tay.
cli-service-foreign = Tệp { $file } không do OA Token tạo ra nên được giữ nguyên. Đổi tên hoặc xóa tệp đó rồi thử lại.
cli-service-odd-path = Đường dẫn của chương trình, của thư mục dữ liệu hoặc của tệp khóa có ký tự không ghi được vào một dịch vụ.
cli-service-session = Biến { $variable } chỉ có trong cửa sổ lệnh này, nên dịch vụ sẽ không thấy. Đặt hẳn cho tài khoản của bạn bằng lệnh setx với tên và giá trị của biến, rồi cài lại.
cli-call-api-key = Khóa API cho các chương trình gọi “oa-token serve”.
cli-call-api-key-more = Kho chỉ giữ dấu của khóa: khóa đã mất thì tạo khóa khác. Hai khóa cùng dùng được trong lúc thay.
cli-call-api-key-examples =
    oa-token api-key list
cli-call-api-key-add = Tạo một khóa API và in ra, chỉ một lần.
cli-call-api-key-add-examples =
    oa-token api-key add n8n --oa "Cà phê Hà Nội" --can status,token --expires 90d
    # Được phép làm mới
    oa-token api-key add website --oa shop --can token,refresh
cli-call-api-key-list = Liệt kê các khóa API: OA, quyền, hạn, lần dùng cuối. Không có khóa.
cli-call-api-key-list-examples =
    oa-token api-key list
cli-call-api-key-remove = Xóa một khóa API. “oa-token serve” đang chạy từ chối nó trong vòng một giây.
cli-call-api-key-remove-examples =
    oa-token api-key remove n8n
cli-call-history = Nhật ký: việc gì đã xảy ra với từng OA. Không có token.
cli-call-history-more = Việc mới nhất ở cuối. Dùng được cả khi kho đang khóa.
cli-call-history-examples =
    oa-token history
    oa-token history "Cà phê Hà Nội"
cli-call-key = Các cách mở kho token.
cli-call-key-more = Không xóa được cách mở cuối cùng.
cli-call-key-examples =
    oa-token key list
cli-call-key-list = Liệt kê các cách mở kho.
cli-call-key-list-examples =
    oa-token key list
cli-call-key-add-file = Thêm một tệp khóa. In mã của nó.
cli-call-key-add-file-examples =
    (umask 077; head -c 64 /dev/urandom > oa-token.key)
    oa-token key add-file oa-token.key
cli-call-key-add-passphrase = Thêm một mật khẩu, gõ khi được hỏi hoặc ở dòng đầu của stdin.
cli-call-key-add-passphrase-examples =
    oa-token key add-passphrase
    # Tạo mật khẩu mới và in ra một lần
    oa-token key add-passphrase --generate
cli-call-key-remove = Xóa một cách mở. Với mật khẩu thì phải gõ đúng mật khẩu ấy.
cli-call-key-remove-examples =
    oa-token key list
    oa-token key remove 3f2a
cli-call-alert = Báo tin ra ngoài máy: qua Telegram hoặc webhook.
cli-call-alert-more = Báo khi OA cần cấp quyền lại, khi refresh token còn 30, 14, 7, 3 và 1 ngày, khi một nơi dùng token hỏng quá một giờ, khi access token hết hạn quá một giờ mà chưa làm mới được, khi đồng hồ máy sai, khi kho token bị khóa quá một giờ (báo lúc mở khóa); rồi báo lại khi đã ổn. Chỉ báo trạng thái, không bao giờ kèm token. Mỗi việc một tin, không lặp lại trong một ngày.
cli-call-alert-examples =
    oa-token alert add --telegram
    oa-token alert list
cli-call-alert-list = Liệt kê các kênh báo tin.
cli-call-alert-list-examples =
    oa-token alert list
    oa-token --json alert list
cli-call-alert-add = Thêm một kênh báo tin.
cli-call-alert-add-more = Với Telegram: tạo bot ở BotFather, nhắn cho bot một câu, rồi đưa token của bot và mã cuộc trò chuyện khi được hỏi, ở hai dòng của stdin, hoặc trong một tệp. Với webhook, in ra khóa whsec_… để nơi nhận kiểm tra chữ ký. Khóa chỉ hiện một lần.
cli-call-alert-add-usage =
    oa-token alert add [TÙY CHỌN] --telegram
    oa-token alert add [TÙY CHỌN] --webhook ĐỊA_CHỈ|-
cli-call-alert-add-examples =
    oa-token alert add --telegram
    oa-token alert add --telegram --credentials telegram.txt
    oa-token alert add --webhook - < địa-chỉ.txt
cli-call-alert-test = Gửi thử một tin tới một kênh.
cli-call-alert-test-examples =
    oa-token alert test telegram
cli-call-alert-remove = Bỏ một kênh báo tin.
cli-call-alert-remove-examples =
    oa-token alert remove telegram
cli-call-place = Các nơi dùng token của một OA.
cli-call-place-more = Sau mỗi lần làm mới, token mới tự tới những nơi này. Nơi nào chưa nhận được thì được gửi lại.
cli-call-place-examples =
    oa-token place list
    oa-token place add "Cà phê Hà Nội" --file zalo.env --format env
cli-call-place-list = Liệt kê các nơi dùng token, và nơi nào đã có token mới.
cli-call-place-list-examples =
    oa-token place list
    oa-token --json place list "Cà phê Hà Nội"
cli-call-place-add = Thêm một nơi dùng token, rồi gửi token hiện có tới đó.
cli-call-place-add-more = Với webhook, in ra khóa whsec_… để nơi nhận kiểm tra chữ ký. Khóa chỉ hiện một lần. Địa chỉ là bí mật: dùng - để đọc từ stdin.
cli-call-place-add-usage =
    oa-token place add [TÙY CHỌN] TÊN --webhook ĐỊA_CHỈ|-
    oa-token place add [TÙY CHỌN] TÊN --file TỆP --format ĐỊNH_DẠNG
    oa-token place add [TÙY CHỌN] TÊN --note NỘI_DUNG
cli-call-place-add-examples =
    oa-token place add "Cà phê Hà Nội" --webhook - --preset n8n < địa-chỉ.txt
    oa-token place add "Cà phê Hà Nội" --file zalo.env --format env
    oa-token place add "Cà phê Hà Nội" --note "dán ở Haravan"
cli-call-place-test = Gửi thử tới một nơi, không kèm token. Với tệp thì ghi lại tệp.
cli-call-place-test-examples =
    oa-token place test "Cà phê Hà Nội" n8n
cli-call-place-remove = Bỏ một nơi. Những gì đang chờ gửi tới đó cũng bỏ.
cli-call-place-remove-examples =
    oa-token place remove "Cà phê Hà Nội" n8n
cli-call-place-deliver = Gửi token mới tới những nơi chưa có.
cli-call-place-deliver-more = Dùng trong cron, mỗi 5 phút một lần. Khi cửa sổ đang mở hoặc “oa-token watch” đang chạy thì không cần.
cli-call-place-deliver-examples =
    oa-token place deliver
    oa-token place deliver "Cà phê Hà Nội"
cli-call-doctor = Xem máy này có gì chưa ổn và cách sửa. Không gửi gì đi.
cli-call-doctor-examples =
    oa-token doctor
    # Nhật ký lỗi, để gửi kèm khi báo lỗi
    oa-token doctor --log
cli-call-demo = Xem thử cả công việc với Zalo mẫu trong một thư mục tạm, không cần tài khoản.
cli-call-demo-examples =
    oa-token demo
cli-value-shell = SHELL
cli-call-completions = Script để shell tự điền nốt lệnh, tùy chọn và tên OA.
cli-call-completions-more =
    Dành cho bash, zsh, fish và powershell. Tên OA lấy từ kho, kể cả khi kho đang khóa.
cli-call-completions-examples =
    # bash
    oa-token completions bash > ~/.local/share/bash-completion/completions/oa-token
    # zsh: trong một thư mục của $fpath
    oa-token completions zsh > ~/.zfunc/_oa-token
    # fish
    oa-token completions fish > ~/.config/fish/completions/oa-token.fish
    # PowerShell: thêm vào tệp $PROFILE
    oa-token completions powershell | Out-String | Invoke-Expression
cli-arg-completions-shell = bash, zsh, fish hoặc powershell
cli-value-folder = THƯ_MỤC
cli-man-name = Tên
cli-man-synopsis = Cách dùng
cli-man-description = Mô tả
cli-man-exits = Mã thoát
cli-man-see-also = Xem thêm
cli-call-man = In trang hướng dẫn (man) của một lệnh, hoặc ghi tất cả vào một thư mục.
cli-call-man-more =
    Với --out, trang tiếng Anh nằm trong man1, trang tiếng Việt trong vi/man1 của thư mục ấy, nên “man -M THƯ_MỤC”
    tìm thấy chúng.
cli-call-man-usage =
    oa-token man [LỆNH…]
    oa-token man --out THƯ_MỤC
cli-call-man-examples =
    oa-token man token | man -l -
    # Cài cho mọi người dùng của máy
    oa-token man --out /usr/local/share/man
cli-arg-man-calls = Lệnh cần xem; không có thì là cả chương trình
cli-arg-man-out = Ghi mọi trang, bằng cả hai tiếng, vào thư mục này
cli-call-help = Cách dùng một lệnh; giống LỆNH --help.
cli-call-help-examples =
    oa-token help token
    oa-token help key add-file

cli-arg-json = In kết quả dạng JSON; JSON không đổi theo ngôn ngữ
cli-arg-quiet = Không in ghi chú và tiến độ; lỗi và câu hỏi vẫn hiện
cli-arg-verbose = In cả nhật ký của chương trình ra stderr
cli-arg-help = In trợ giúp của lệnh
cli-arg-version = In phiên bản
cli-arg-name = Tên của OA, không phân biệt chữ hoa chữ thường, hoặc id của nó
cli-arg-names = Tên hoặc id của các OA
cli-arg-import-files = Các tệp; - là stdin
cli-arg-import-name = Tên cho OA, thay tên có trong tệp; cùng --replace: OA nhận cặp token này
cli-arg-import-replace = Thêm cặp token vào OA đã có; với tệp .oatoken: lấy theo tệp cho OA nêu ở --name
cli-arg-import-pick = Khi một mục có nhiều giá trị: lấy giá trị ở dòng này, hoặc MỤC=TỆP:DÒNG
cli-arg-import-dry-run = Chỉ xem sẽ nhập gì, đã che; không lưu
cli-arg-import-template = In một bảng CSV trống để điền, mỗi dòng một OA
cli-arg-import-keep = Với tệp .oatoken: giữ nguyên những OA ở đây khác với trong tệp, nhập phần còn lại
cli-arg-import-passphrase-file = Tệp có mật khẩu của tệp .oatoken ở dòng đầu
cli-arg-refresh-all = Mọi OA, trừ OA mẫu và OA đã chuyển đi
cli-arg-refresh-due = Chỉ những OA đã đến hạn
cli-arg-token-min-life = Làm mới nếu thời hạn còn lại ngắn hơn khoảng này, ví dụ 90s, 30m, 2h [mặc định: 10m]
cli-arg-export-format = Một trong các định dạng ở trên
cli-arg-export-with-refresh-token = Kèm cả refresh token
cli-arg-export-access-name = Tên biến của access token, với env [mặc định: ZALO_OA_ACCESS_TOKEN]
cli-arg-export-expires-name = Tên biến của hạn dùng, với env [mặc định: ZALO_OA_EXPIRES_AT]
cli-arg-export-refresh-name = Tên biến của refresh token, với env [mặc định: ZALO_OA_REFRESH_TOKEN]
cli-arg-export-output = Ghi vào tệp này thay vì stdout; tệp mới chỉ mình bạn đọc được
cli-arg-authorize-redirect-uri = “Official Account Callback Url” đã lưu ở developers.zalo.me; lần sau không cần nữa
cli-arg-authorize-no-pkce = Không dùng PKCE
cli-arg-auto-words = Tên hoặc id của các OA; cuối cùng là on hoặc off
cli-arg-auto-all = Mọi OA, trừ OA mẫu và OA đã chuyển đi
cli-arg-auto-pause = Tạm dừng mọi việc tự làm mới trong khoảng này, ví dụ 1h; 0s là chạy tiếp
cli-arg-history-name = Chỉ của OA này
cli-arg-key-add-file-file = Tệp khóa: ít nhất 32 byte ngẫu nhiên, chỉ mình bạn đọc được
cli-arg-key-add-passphrase-generate = Tạo một mật khẩu mới và in ra, chỉ một lần
cli-arg-key-remove-id = Mã của cách mở, như “oa-token key list” in ra
cli-arg-serve-listen = Địa chỉ TCP, cổng 0 là cổng trống bất kỳ [mặc định: 127.0.0.1:8470]
cli-arg-serve-socket = Socket, hoặc named pipe trên Windows; thư mục chỉ mình bạn vào được [mặc định: trong thư mục dữ liệu]
cli-arg-serve-host = Thêm một tên mà chương trình được dùng để gọi tới đây, ngoài localhost và 127.0.0.1
cli-arg-serve-behind-proxy = Proxy đứng trước: địa chỉ, mạng như 172.20.0.0/16, hoặc socket. Chỉ khi có mới được nghe ra ngoài máy này
cli-arg-api-key-add-name = Tên khóa: chương trình nào dùng nó
cli-arg-api-key-add-oa = Các OA mà khóa được dùng
cli-arg-api-key-add-can = Quyền, cách nhau bằng dấu phẩy: status (xem trạng thái), token (lấy access token), refresh (làm mới)
cli-arg-api-key-add-expires = Dùng được trong bao lâu, ví dụ 90d; bỏ trống thì không hết hạn
cli-arg-api-key-remove-name = Tên hoặc mã của khóa
cli-arg-oa = Tên của OA, không phân biệt chữ hoa chữ thường, hoặc id của nó
cli-arg-channel = Id của kênh, hoặc telegram hay webhook nếu chỉ có một kênh loại ấy
cli-arg-alert-add-telegram = Một cuộc trò chuyện ở Telegram
cli-arg-alert-add-credentials = Tệp có token của bot ở dòng đầu, mã cuộc trò chuyện ở dòng hai
cli-arg-alert-add-webhook = Địa chỉ của nơi nhận; - để gõ khi được hỏi hoặc đọc từ stdin
cli-arg-alert-add-private-network = Cho phép tên này dẫn tới một máy trong mạng riêng
cli-arg-place = Tên của nơi dùng token, hoặc id của nó
cli-arg-place-add-webhook = Địa chỉ của nơi nhận; - để gõ khi được hỏi hoặc đọc từ stdin
cli-arg-place-add-file = Tệp được ghi lại sau mỗi lần làm mới
cli-arg-place-add-format = Định dạng của tệp, như ở “oa-token export”
cli-arg-place-add-note = Ghi chú cho nơi phải dán token bằng tay
cli-arg-place-add-name = Tên để nhận ra nơi này
cli-arg-place-add-with-token = Gửi kèm access token
cli-arg-place-add-preset = Nơi nhận là gì; gửi kèm access token
cli-arg-place-add-private-network = Cho phép tên này dẫn tới một máy trong mạng riêng
cli-arg-doctor-restore-backup = Thay kho hỏng hoặc bị mất bằng bản sao lưu tốt mới nhất
cli-arg-doctor-log = In những dòng mới nhất của nhật ký lỗi
cli-arg-help-calls = Lệnh cần xem, ví dụ: key add-file

cli-exit-0 = xong
cli-exit-2 = cách dùng hoặc dữ liệu nhập chưa đúng
cli-exit-3 = không có OA này; chưa gửi gì
cli-exit-10 = chưa gửi: token chưa bị dùng
cli-exit-11 = Zalo từ chối, hoặc refresh token không còn tốt
cli-exit-12 = chưa rõ kết quả
cli-exit-13 = kho đang khóa hoặc mất khóa
cli-exit-14 = không lưu được
cli-exit-15 = đang bận: chương trình hoặc máy khác đang dùng OA hoặc kho này

cli-env-home = thư mục chứa kho và thiết lập
cli-env-key-file = tệp khóa mở kho
cli-env-passphrase-file = tệp có mật khẩu của kho ở dòng đầu; không đặt cùng biến trên
cli-env-oauth-url = máy chủ thay cho Zalo khi lấy token, để thử
cli-env-api-url = máy chủ thay cho Zalo khi hỏi về OA, để thử
cli-env-telegram-url = máy chủ thay cho Telegram, để thử
cli-env-allow-other-origin = 1: cho phép máy chủ không phải của Zalo và không ở máy này
cli-env-language = tiếng Việt, trừ khi biến đầu tiên có giá trị bắt đầu bằng en; trên Windows và macOS, không có biến nào thì theo ngôn ngữ của máy
cli-env-no-color = nếu có giá trị: không dùng màu

## The page of an OA, second edition

page-days-strip = Từng ngày
page-days-look = Xem ngày { $date }
page-days-all = Chỉ ngày { $date } · Xem mọi ngày
page-days-none-on = Không có gì trong ngày này.
page-exchange = Yêu cầu và phản hồi
page-fact-refresh-short = Refresh token { $number ->
   *[other] { $count } ngày
}
page-fact-refresh-more-short = Mỗi lần thêm 90 ngày
page-fact-auto-off-how-short = Bật để tự lấy mỗi ngày
page-hero-altered = Đang dừng: không gửi và không xuất gì
page-views = Xem token hoặc lịch sử
page-view-token = Token
page-oa = Official Account
page-oa-verified = Official Account đã xác thực
page-package-to = { $package } đến { $day }
page-added-at = thêm lúc { $moment }
page-practice-only = Chỉ có trên máy này · xóa lúc nào cũng được
page-add-real = Thêm OA thật
page-simulated = { $url } (mô phỏng, không gửi ra ngoài)
page-copy-token = Sao chép token
page-copy-in-use = Sao chép token đang dùng
page-copied-short = Đã sao chép
page-copied-for = Đã sao chép { $name }. Bộ nhớ tạm tự xóa sau { $span }.
page-copied-ended = Đã sao chép { $name }, nhưng token này đã hết hạn. Hãy lấy token mới.
page-get-new = Lấy token mới
page-hero-valid = Access token còn hạn
page-hero-valid-practice = Access token mẫu còn hạn
page-hero-expiring = Access token sắp hết hạn
page-hero-expired = Access token đã hết hạn
page-hero-new = Lấy token mới một lần để biết hạn. Sau lần đó, OA Token tự làm mới được.
page-hero-no-access-token = Chưa có access token
page-hero-no-refresh-token = Chưa có refresh token nên chưa lấy token mới được.
page-hero-no-pair = Còn thiếu refresh token
page-hero-two-minutes = Khoảng 2 phút, cần tài khoản quản trị OA.
page-hero-dead = Refresh token hết hiệu lực
page-hero-refused = Zalo từ chối lúc { $moment }
page-hero-refused-secret-key = Sai secret_key
page-hero-refused-app-id = Sai app_id
page-hero-refused-rate = Zalo đang quá tải
page-hero-may-be-good = Refresh token có thể vẫn còn dùng được.
page-hero-unknown = Gửi lúc { $moment }, chưa nhận được phản hồi rõ ràng
page-hero-not-sent = Thử gửi lúc { $moment }, chưa có gì rời khỏi máy này
page-hero-moved = Máy khác đang làm mới OA này
page-hero-moved-since = Chuyển đi lúc { $moment }. Máy này ngừng gửi để hai máy không tranh nhau một token.
page-hero-old-copy = Hãy kiểm tra access token trước khi lấy token mới.
page-hero-checked = Zalo vừa trả lời
page-hero-no-good = Access token không dùng được
page-hero-other-oa = Token của một OA khác
page-hero-new-practice = Tạo OA mẫu mới
page-gauge-received = Nhận lúc { $moment }
page-gauge-pasted = Dán lúc { $moment }
page-gauge-ends = Hết hạn { $moment }
page-gauge-until = Dùng được đến { $moment }
page-gauge-latest = Muộn nhất { $moment } là hết hạn
page-gauge-doubtful = Chưa chắc còn dùng được · hạn gốc { $moment }
page-gauge-tick = Tự làm mới { $moment }
page-ago-now = Vừa xong
page-ago-minutes = { $count } phút trước
page-ago-hours = { $count } giờ trước
page-ago-days = { $count } ngày trước
page-sending-now = Đang lấy…
page-sending-stay = Đừng tắt máy trong vài giây này
page-sending-preparing = Đang chuẩn bị
page-sending-waiting = Đang chờ Zalo
page-sending-recovering = Đang chờ gửi lại
page-sending-saving = Đang lưu
page-sending-not-saved = Chưa lưu được
page-sending-step-noted = Ghi lại lần gửi
page-sending-step-zalo = Chờ Zalo trả lời
page-sending-step-save = Lưu cặp token mới
page-dead-before = Trước khi cấp quyền lại, tắt tự làm mới ở nơi kia. Nếu không, token mới cũng hết hiệu lực.
page-look-how = Cách tìm nơi kia
page-look-computer = **Máy khác có OA Token**: tắt Tự làm mới của OA này ở đó, hoặc chuyển OA sang một máy.
page-look-n8n = **n8n, Make**: tìm workflow gọi oauth.zaloapp.com rồi tắt workflow đó.
page-look-wordpress = **Plugin WordPress, phần mềm bán hàng**: mở phần kết nối Zalo, tắt mục tự làm mới token.
page-look-postman = **Postman**: ngừng bấm Send ở yêu cầu này, xóa Monitor nếu có.
page-fact-auto = Tự làm mới
page-fact-auto-off = Tự làm mới đang tắt
page-fact-auto-off-how = Bật để OA Token tự lấy mỗi ngày
page-fact-auto-next = Lần tới { $moment }
page-fact-auto-now = Sắp lấy token mới
page-fact-auto-paused = Tạm dừng đến { $moment }
page-fact-auto-too-often = Dừng đến { $moment }
page-fact-auto-clock = Dừng vì đồng hồ máy lệch
page-fact-auto-old-copy = Dừng vì có thể là bản cũ
page-fact-auto-needs-person = Cần xử lý trước
page-fact-auto-first = Lấy token mới một lần để bắt đầu
page-fact-auto-needs-pair = Bật được khi có refresh token
page-fact-auto-practice = OA mẫu không tự làm mới
page-fact-auto-stopped = Tự làm mới đang dừng
page-fact-auto-waits = Tự làm mới đang chờ
page-fact-auto-after-pair = Chạy tiếp khi có cặp mới
page-fact-auto-after-fix = Chạy tiếp khi sửa xong
page-fact-auto-after-result = Chạy tiếp khi có kết quả
page-fact-refresh = Refresh token còn { $number ->
   *[other] { $count } ngày
}
page-fact-refresh-today = Refresh token hết hạn hôm nay
page-fact-refresh-more = Mỗi lần làm mới được thêm 90 ngày
page-fact-refresh-still = Vẫn lấy được token mới
page-fact-refresh-unspent = Chưa bị dùng
page-fact-refresh-sending = Đang dùng để đổi cặp mới
page-fact-refresh-none = Chưa có refresh token
page-fact-refresh-none-how = Lấy tại API Explorer
page-fact-refresh-unclear = Refresh token chưa rõ
page-fact-refresh-unclear-how = Zalo có thể đã đổi
page-fact-refresh-life = Refresh token chưa rõ hạn
page-fact-refresh-life-how = Biết sau lần lấy đầu tiên
page-fact-refresh-ended = Refresh token đã hết hạn
page-fact-refresh-ended-how = Cần cấp quyền lại
page-fact-old-access = Access token cũ
page-fact-works = Zalo vừa xác nhận còn dùng được
page-fact-no-good = Zalo báo không dùng được
page-fact-ended = Đã hết hạn
page-fact-places = Gửi tới { $number ->
   *[other] { $count } nơi
}
page-fact-places-at = Xong lúc { $moment }
page-fact-places-none = Chưa khai nơi dùng
page-fact-places-none-how = Để biết nơi cần dán lại
page-fact-places-old = { $number ->
   *[other] { $count } nơi đang giữ token cũ
}
page-fact-places-failed = { $number ->
   *[other] { $count } nơi chưa nhận được
}
page-fact-places-paste = Cần dán ở { $number ->
   *[other] { $count } nơi
}
page-fact-places-practice = Token mẫu
page-fact-places-practice-how = Chỉ dùng trên máy này
page-check-short = Kiểm tra
page-look = Xem
page-add = Thêm
page-request-edit = Sửa thông tin gửi đi
page-request-open = Xem yêu cầu và phản hồi
page-request-shut = Thu gọn
page-row-wrong-secret-key = Cần khóa của ứng dụng, không phải OA Secret Key.
page-row-wrong-app-id = Zalo không nhận ID này, hoặc ứng dụng chưa được bật.
page-paste-short = Dán
page-paste-of = Dán { $name }
page-keep-value = Giữ ••••{ $tail }
page-save-and-send = Lưu và gửi
page-menu-copy-refresh = Sao chép refresh token…
page-answer-coming = Token mới sẽ hiện ở đây khi Zalo trả lời.
page-places = Nơi dùng token
page-place-add = Thêm nơi
page-places-none = Chưa có nơi nào. Thêm nơi để OA Token tự gửi token mới tới đó.
page-places-moved = Nơi dùng token do máy kia lo.
page-place-kind = Loại nơi dùng
page-place-kind-file = Website, máy chủ
page-place-kind-file-how = Tự ghi tệp .env
page-place-kind-webhook = n8n, Make
page-place-kind-webhook-how = Tự gửi webhook, cả WordPress
page-place-kind-sheet = Google Sheets
page-place-kind-sheet-how = Tự ghi một dòng
page-place-kind-hand = Phần mềm khác
page-place-kind-hand-how = Nhắc bạn dán bằng tay
page-place-new = Thêm nơi dùng token
page-place-new-why = Sau mỗi lần làm mới, token mới tự tới đó.
page-place-file = Tệp trên máy này
page-place-file-none = Chưa chọn tệp
page-place-file-how = Chưa có thì OA Token tạo tệp. Mỗi lần ghi, cả tệp được thay bằng nội dung dưới đây, nên hãy dùng một tệp riêng.
page-place-choose = Chọn…
page-place-name-token = Tên biến cho token
page-place-name-end = Tên biến cho hạn
page-place-writes = Sẽ ghi
page-place-no-token = OA này chưa có access token. Tệp được ghi khi có.
page-place-formats = Định dạng khác…
page-place-receiver = Nơi nhận
page-place-other = Khác
page-place-name = Tên
page-place-address = Địa chỉ webhook
page-place-address-new = Địa chỉ mới
page-place-address-new-how = Để trống thì giữ địa chỉ cũ. Địa chỉ là bí mật nên không hiện lại.
page-place-hint-n8n = Ở nút Webhook của n8n: bật Raw Body, Respond chọn When Last Node Finishes, Response Data chọn No Response Body. Rồi sao chép Production URL.
page-place-hint-make = Sao chép địa chỉ của Custom webhook ở Make.
page-place-hint-wordpress = Cài đoạn mã thành plugin; địa chỉ là https://tên-miền/wp-json/oa-token/v1/token
page-place-hint-server = Địa chỉ https của máy chủ chạy đoạn mã; trên máy này thì http://127.0.0.1 cũng được.
page-place-hint-other = Nơi nhận nào theo chuẩn Standard Webhooks cũng dùng được.
page-place-with-token = Gửi kèm access token
page-place-with-token-how = Tắt thì nơi nhận chỉ được báo là có token mới.
page-place-reminds = Nhắc tôi sau mỗi lần làm mới
page-place-reminds-how = Thông báo nhắc bạn dán token mới. Nút Sao chép chép đúng dạng đã chọn.
page-place-copied-as = Sao chép ở dạng
page-place-form-access_token = Chỉ access token
page-place-form-json = JSON
page-place-form-row = Một dòng Excel
page-place-with-states = Báo cả khi cần cấp quyền lại
page-place-with-states-how = Và khi không làm mới được, hoặc đã làm mới lại được. Để quy trình của bạn tự nhắn cho người phụ trách.
page-place-private = Cho phép mạng riêng
page-place-private-how = Chỉ bật khi tên này là một máy trong mạng của bạn.
page-place-signed = Mỗi lần gửi có chữ ký. Khóa kiểm tra chữ ký hiện một lần sau khi lưu.
page-place-code = Đoạn mã
page-place-copy-code = Sao chép mã
page-place-verify = Cách kiểm tra chữ ký
page-place-sheet-script = Mở **Tiện ích mở rộng › Apps Script** của trang tính, dán đoạn mã này.
page-place-sheet-publish = Bấm **Triển khai › Ứng dụng web**, cho **Bất kỳ ai** truy cập.
page-place-sheet-address = Sao chép địa chỉ Google hiện ra và dán vào đây.
page-place-hand-name = Tên nơi dùng
page-place-hand-example = Phần mềm bán hàng
page-place-hand-name-how = Tên này được nhắc mỗi khi token đổi.
page-place-hand-daily = Token đổi mỗi ngày, nên nơi này cần được dán lại mỗi ngày.
page-place-only-access = Chỉ ghi access token. Không ghi refresh token và secret_key.
page-place-only-https = Chỉ gửi qua https. Không gửi refresh token, secret_key.
page-place-only-sheet = Khóa cho đoạn mã hiện một lần sau khi lưu.
page-place-only-hand = OA Token không tự gửi gì tới nơi này.
page-place-save-file = Lưu và ghi ngay
page-place-save-webhook = Lưu và gửi thử
page-place-save-sheet = Lưu và ghi thử
page-place-name-taken = Đã có một nơi dùng tên này.
page-place-secret-of = Khóa kiểm tra chữ ký của { $name }
page-place-secret-n8n = Đặt khóa này vào biến OA_TOKEN_SECRET của n8n, rồi dán đoạn mã vào một nút Code.
page-place-secret-make = Ở Make, thêm một bộ lọc sau webhook: so chữ ký bằng hàm sha256 với khóa này (bỏ phần whsec_).
page-place-secret-wordpress = Thêm vào wp-config.php: define('OA_TOKEN_SECRET', 'khóa này');
page-place-secret-server = Chạy đoạn mã với biến WHSEC là khóa này.
page-place-secret-sheet = Ở Apps Script, mở Cài đặt dự án › Thuộc tính tập lệnh, thêm OA_TOKEN_KEY với khóa này.
page-place-secret-other = Dán khóa này vào bước kiểm tra chữ ký ở nơi nhận.
page-place-secret-once = Khóa **chỉ hiện lần này**; mất thì đổi khóa mới.
page-place-secret-kept = Tôi đã cất khóa này
page-place-secret-lost = Khóa không hiện lại nữa. Nếu chưa cất, hãy bấm Đổi khóa.
page-place-secret-change = Đổi khóa…
page-place-how-file = Tự ghi
page-place-how-webhook = Tự gửi
page-place-how-hand = Dán bằng tay
page-place-fault = HTTP { $status }: { $words }
page-place-written-at = Đã ghi lúc { $moment }
page-place-taken-at = Đã nhận lúc { $moment }
page-place-pasted-at = Đã dán lúc { $moment }
page-place-write-how = Tệp được ghi lại sau mỗi lần làm mới.
page-place-test-how = Gửi thử không kèm token và không làm mới gì.
page-place-hand-how = Sau lần làm mới tới, OA Token nhắc bạn dán lại.
page-place-next-try = Tự thử lại lúc { $moment }
page-place-since = Chưa nhận token mới từ { $moment }
page-place-holds-new = Đang giữ token mới
page-place-holds-old = Đang giữ token cũ
page-place-holds-none = Chưa có token
page-place-waits-how = Token mới được gửi ngay khi có.
page-place-paste-how = Sao chép token mới, dán vào đó, rồi bấm Đã dán.
page-place-off-how = Token mới không tới đây cho đến khi bạn bật lại.
page-place-test = Thử ngay
page-place-write = Ghi lại
page-place-retry = Thử lại ngay
page-place-switch-on = Bật lại
page-place-switch-off = Tắt
page-place-pasted = Đã dán
page-place-safe = Token mới vẫn an toàn trên máy này. Cần gấp thì dán bằng tay.
page-place-lines = Các lần gửi
page-place-lines-all = Tất cả
page-place-lines-none = Chưa gửi lần nào.
page-place-line-taken = Đã nhận
page-place-line-taken-again = Đã nhận, lần thứ { $count }
page-place-line-failed = Chưa nhận, lần { $count }
page-place-took-ms = { $count } ms
page-place-took-seconds = { $count } giây
page-place-settings = Thiết lập
page-place-when = Gửi khi
page-place-when-new = có token mới
page-place-when-states = có token mới, cần cấp quyền lại, không làm mới được hay đã làm mới lại được
page-place-when-hand = bạn dán bằng tay
page-place-carries = Gửi kèm
page-place-carries-token = access token và hạn
page-place-carries-both = access token, hạn và refresh token
page-place-carries-news = chỉ tin có token mới
page-place-signature = Chữ ký
page-place-added = Thêm lúc
page-place-test-taken = { $name }: đã nhận.
page-place-test-failed = { $name }: { $words }
page-place-remove = Bỏ nơi này…
page-place-remove-of = Bỏ { $name } khỏi nơi dùng token?
page-place-remove-file = Tệp ở lại như hiện nay, nhưng không được ghi token mới nữa.
page-place-remove-webhook = Nơi nhận không được gửi token mới nữa. Những gì đang chờ gửi cũng bỏ.
page-place-remove-hand = Bạn không được nhắc dán token ở đó nữa.
page-place-remove-keep = Giữ lại
page-place-remove-yes = Bỏ nơi này
page-place-removed = Đã bỏ { $name }.
page-places-saved = Token mới đã lưu. Các nơi dùng token:
page-fortnight = 14 ngày qua
page-ninety = 90 ngày: { $says }
page-days-none = Chưa có lần nào.
page-days-saved = { $number ->
   *[other] { $count } lần lấy token
}
page-days-late = { $number ->
   *[other] { $count } lần để quá hạn
}
page-days-failed = { $number ->
   *[other] { $count } lần chưa rõ hoặc chưa gửi được
}
page-days-refused = { $number ->
   *[other] { $count } lần Zalo từ chối
}
page-days-safe = Chưa mất token nào.
page-entry-until = Dùng được đến
page-entry-was-due = Hạn gốc
page-entry-pair = Kết quả
page-entry-pair-number = Cặp token thứ { $count }
page-entry-spent = Đã dùng
page-entry-spent-pair = Refresh token của cặp thứ { $count }.
page-entry-zalo = Zalo trả lời
page-entry-took = sau { $count } ms
page-entry-answer = Phản hồi của Zalo
page-pair-number = Số thứ tự
page-pair-at = Nhận lúc
page-pair-status = Tình trạng
page-pair-replaced = Đã thay { $moment }
page-pair-kept = Được giữ để xem
page-pair-look = Xem cặp thứ { $count }
page-help-key-copy = Sao chép access token của OA đang mở
page-auto-yes = Có: Postman, n8n, máy khác
page-auto-yes-how = Xem cách tắt ở đó trước
page-auto-unsure = Tôi không chắc
page-auto-unsure-how = Xem cách kiểm tra
page-auto-none-how = Bật được ngay
page-auto-yes-next = Tự làm mới vẫn tắt. Tắt ở những nơi này trước, rồi chọn câu trả lời đầu tiên.
page-auto-unsure-next = Tự làm mới vẫn tắt. Xem lần lượt những nơi này, rồi chọn câu trả lời đầu tiên nếu không có nơi nào.
page-confirm-check-first = Kiểm tra trước, token không thay đổi
page-confirm-file = Tự nhận token mới
page-confirm-hand-all = Website, n8n, phần mềm bán hàng
page-confirm-by-hand = Bạn dán lại bằng tay

## Tệp về nhiều OA: lịch hạn, bảng trạng thái

calendar-refresh-token = { $name }: refresh token hết hạn
calendar-refresh-token-why = Sau lúc này phải cấp quyền lại mới lấy được token. Mỗi lần làm mới, hạn này lùi thêm 90 ngày: lưu lại lịch hạn để cập nhật.
calendar-package = { $name }: gói OA hết hạn
calendar-package-why = Hết gói thì token mất các quyền đi kèm gói. Gia hạn gói ở trang quản lý OA.
states-name = OA
states-oa-id = OA ID
states-state = Trạng thái
states-access-ends = Access token hết hạn
states-refresh-ends = Refresh token hết hạn
states-refreshed = Lần làm mới gần nhất
page-export-do = Xuất
page-export-list = Xuất token · { $count } OA
page-export-list-left = { $count } OA không có token dùng được ở máy này nên không có trong tệp.
page-list-json = JSON
page-list-json-what = Một danh sách, mỗi OA một mục
page-list-csv = CSV
page-list-csv-what = Mở bằng Excel, mỗi OA một dòng
page-list-env = .env
page-list-env-what = Tên biến kết thúc bằng tên OA
page-calendar = Lịch hạn
page-calendar-how = Lưu hạn refresh token và hạn gói thành tệp lịch (.ics), nhắc trước 7 ngày
page-states = Lưu bảng trạng thái (CSV)
page-menu-calendar = Lưu lịch hạn…
page-refresh-new = { $number ->
   *[other] Lấy token mới cho { $count } OA này
}
page-refresh-new-confirm = { $number ->
   *[other] Lấy token mới cho { $count } OA mới nhập ngay bây giờ?
}
page-refresh-new-stops = { $count } OA có access token chưa rõ hạn, có thể đang được dùng. Sau khi gửi, các token đó **hết hiệu lực ngay ở mọi nơi** và không khôi phục được.
page-refresh-new-line = { $count } OA mới nhập, chưa làm mới lần nào nên chưa biết hạn.
page-count-oas = { $count } OA
page-move-do = Chuyển máy
page-move-carries-many = Tệp .oatoken chứa các OA này cùng token, khóa bằng mật khẩu bạn đặt.
page-move-stops-many = **Máy này ngừng làm mới các OA đó** ngay khi lưu tệp, để hai máy không tranh nhau một refresh token.
page-move-done-many = Đã lưu tệp **{ $file }**. Máy này không làm mới các OA này nữa.
history-api-first-use = Khóa API lấy access token của OA này lần đầu
history-api-day = Số lần khóa API lấy access token trong ngày

## API cho chương trình khác (oa-token serve): câu đi cùng mã lỗi
serve-bad-request = Yêu cầu không đúng: đường dẫn, tham số hoặc nội dung không như trong /v1/openapi.json.
serve-forwarded = Yêu cầu mang header của proxy nhưng không đến từ địa chỉ nào trong --behind-proxy.
serve-no-key = Thiếu khóa API. Gửi kèm header: Authorization: Bearer oat_…
serve-unknown-key = Không có khóa API này, hoặc nó đã bị xóa. Tạo khóa mới bằng: oa-token api-key add
serve-key-expired = Khóa API này đã hết hạn. Tạo khóa mới bằng: oa-token api-key add
serve-origin = Trang web trong trình duyệt không được gọi API này.
serve-forbidden = Khóa API này không có quyền làm việc đó.
serve-not-found = Không có đường dẫn hoặc OA này, hoặc OA không thuộc khóa API này.
serve-method = Đường dẫn này không nhận phương thức đó.
serve-busy = OA này đang được làm mới ở nơi khác. Thử lại sau ít giây.
serve-another-computer = Một máy khác làm mới OA này. Hãy lấy token ở máy đó.
serve-old-copy = Cặp token ở đây có thể cũ hơn một cặp ở nơi khác. Mở OA Token để quyết định.
serve-altered = Dữ liệu của OA này bị sửa từ bên ngoài nên không được dùng. Xem: oa-token doctor
serve-needs-consent = OA này cần một người xử lý trước khi làm mới tiếp, thường là admin của OA cấp quyền lại.
serve-refused = Zalo từ chối yêu cầu. Xem lý do bằng: oa-token history
serve-unknown = Chưa rõ kết quả lần gửi vừa rồi. Mở OA Token để gửi lại.
serve-superseded = Cặp token nêu trong yêu cầu đã được thay. Số của cặp hiện tại nằm trong "generation".
serve-no-refresh-token = OA này chưa có refresh token.
serve-not-refreshed = Access token đã hết hạn, OA không tự làm mới, và khóa API này không có quyền refresh.
serve-practice = Đây là OA mẫu, chỉ dùng trong cửa sổ OA Token.
serve-too-large = Nội dung yêu cầu quá lớn.
serve-host = Header Host không phải tên của máy chủ này. Thêm tên bằng --host khi chạy oa-token serve.
serve-too-soon = OA này vừa được làm mới. Thử lại sau.
serve-too-often = OA này đã được gửi đủ số lần cho phép trong một ngày. Thử lại sau.
serve-too-many-waits = Khóa API này đang có quá nhiều yêu cầu chờ cùng lúc.
serve-too-many-keys = Quá nhiều khóa sai từ địa chỉ này. Thử lại sau.
serve-too-many-connections = Máy chủ đang có quá nhiều kết nối. Thử lại sau.
serve-locked = Kho token đang khóa hoặc chưa có. Thử lại sau.
serve-offline = Không gửi được tới Zalo. Thử lại sau.
serve-paused = Tự làm mới đang tạm dừng.
serve-clock-wrong = Đồng hồ của máy chạy OA Token đang sai giờ nên không token nào được gửi.
serve-cannot-save = Không đọc hoặc ghi được kho token. Xem: oa-token doctor
serve-not-yet = Chưa có access token dùng được; lần làm mới kế tiếp sắp tới. Thử lại sau.
cli-team-created = Đã tạo nhóm { $team }. Đưa OA vào nhóm bằng oa-token team add, mời máy khác bằng oa-token team invite.
cli-team-joined = Đã vào nhóm { $team }.
cli-team-joining = Đã xin vào nhóm { $team }. Máy của { $by } sẽ xác nhận khi OA Token mở ở đó; tới lúc ấy máy này chưa nhận token.
cli-team-database-password = Mật khẩu của cơ sở dữ liệu:
cli-team-passphrase = Câu mật khẩu của tệp mời:
cli-team-invited = Đã ghi tệp mời, dùng một lần, hết hạn { $at }. Gửi tệp một đường, câu mật khẩu đường khác. Để OA Token mở ở máy này để xác nhận máy mới.
cli-team-invite-key = Mã của máy này: { $key }. Máy được mời phải thấy đúng mã này.
cli-team-invite-login = Tệp mời chứa tên đăng nhập cơ sở dữ liệu của máy này: ai có nó đều đọc và sửa được các bảng của nhóm, nhưng không mở được token không dành cho mình.
cli-team-invite-own-login = Tên đăng nhập trong tệp mời chỉ dùng để vào nhóm. Khi máy mới đã vào, chạy oa-token team sql để người quản trị cơ sở dữ liệu cấp tên đăng nhập riêng cho nó.
cli-team-sql-next = Đưa các câu lệnh này cho người quản trị cơ sở dữ liệu chạy bằng psql, rồi đặt mật khẩu cho từng tên đăng nhập. Trên từng máy: oa-token team login --own.
cli-team-login-changed = Máy này vào cơ sở dữ liệu của nhóm { $team } bằng tên đăng nhập và mật khẩu mới.
cli-team-join-shown = { $by } mời máy này vào nhóm { $team } với vai trò { $role }. Cơ sở dữ liệu: { $host }. Mã của người mời: { $key }
cli-team-join-ask = Vào nhóm này? (có/không)
cli-team-add-readers = Những ai đọc được token của OA đưa vào nhóm: { $members }.
cli-team-add-ask = Tiếp tục? (có/không)
cli-team-added = { $name }: đã chia cho nhóm.
cli-team-member-removed = Đã gỡ { $name } khỏi nhóm và đổi khóa của nhóm. Việc còn lại:
cli-team-task-refreshed = { $name }: đã lấy token mới
cli-team-task-refresh = { $name }: chưa lấy được token mới, người rời nhóm có thể đang giữ token
cli-team-task-secret-key = Đặt lại secret_key của ứng dụng { $app } ở developers.zalo.me
cli-team-task-password = Đổi mật khẩu của cơ sở dữ liệu
cli-team-alone = Máy này tiếp tục một mình với các OA của nó. Nếu nhóm vẫn còn, hai máy sẽ làm mới cùng một token.
cli-team-left = Đã rời nhóm. Các OA của nhóm đã dừng ở máy này. Nhờ quản trị viên gỡ máy này khỏi nhóm.
cli-team-role-viewer = Xem
cli-team-role-operator = Vận hành
cli-team-role-admin = Quản trị
cli-team-removed = Đã gỡ
cli-team-this-computer = { $name } (máy này)
cli-team-status = Nhóm { $team } · { $host } · { $count } thành viên · vai trò của máy này: { $role }
cli-team-link-connected = Đã nối, mọi thứ khớp.
cli-team-link-epoch = Cơ sở dữ liệu vừa quay về một bản cũ. Đang đợi: { $members }.
cli-team-link-awaiting = Đang đợi máy của { $by } xác nhận.
cli-team-awaited = { $name }: chờ { $member }, có thể máy đó đang giữ cặp token mới. Hãy mở OA Token trên máy đó và nối mạng; sau { $until } chưa thấy thì cần cấp quyền lại. Nếu máy đó không còn nữa: oa-token team gone.
cli-team-no-database = Chưa có địa chỉ cơ sở dữ liệu. Dùng --database, hoặc đặt OA_TOKEN_DATABASE_URL.
cli-team-no-such-member = Trong nhóm không có thành viên nào tên { $name }, hoặc có nhiều thành viên cùng tên. Xem id bằng oa-token --json team list.
cli-token-team-unreachable = Chưa hỏi được nhóm trong 2 giây, nên dùng token đang có ở máy này.
cli-column-member = Thành viên
cli-column-role = Vai trò
cli-column-refreshes = Làm mới
cli-column-seen = Lần cuối thấy
cli-env-database-url = Địa chỉ cơ sở dữ liệu của nhóm, không có mật khẩu
cli-env-database-password-file = Tệp có mật khẩu của cơ sở dữ liệu ở dòng đầu
cli-value-team = NHÓM
cli-value-login = TÊN-ĐĂNG-NHẬP
cli-value-member = MÁY
cli-value-role = VAI-TRÒ
cli-call-team = Dùng chung OA với các máy khác qua một cơ sở dữ liệu PostgreSQL.
cli-call-team-more = Mỗi token chỉ một máy gửi, máy nào cũng có token mới nhất. Token được mã hóa trước khi rời máy.
cli-call-team-examples =
    oa-token team create --database postgres://oa@db.example.vn/oa --name "Cửa hàng"
    oa-token team status
cli-call-team-create = Tạo nhóm trong một cơ sở dữ liệu PostgreSQL 13 trở lên.
cli-call-team-create-more = Mật khẩu của cơ sở dữ liệu được hỏi, đọc một dòng từ stdin, hoặc từ tệp mà OA_TOKEN_DATABASE_PASSWORD_FILE chỉ.
cli-call-team-create-examples =
    oa-token team create --database postgres://oa@db.example.vn/oa --name "Cửa hàng"
cli-call-team-status = In tình trạng của máy này với nhóm.
cli-call-team-status-examples =
    oa-token team status
    oa-token --json team status
cli-call-team-invite = Tạo một tệp mời và in câu mật khẩu mở nó.
cli-call-team-invite-more = Tệp dùng một lần, trong 7 ngày. Câu mật khẩu chỉ in một lần; gửi nó bằng đường khác với tệp. VAI-TRÒ là viewer (xem access token), operator (làm mới), hay admin (thêm mời và gỡ thành viên).
cli-call-team-invite-examples =
    oa-token team invite --role viewer -o moi.oatoken
cli-call-team-join = Vào nhóm bằng một tệp mời.
cli-call-team-join-more = Câu mật khẩu được hỏi, đọc một dòng từ stdin, hoặc từ --passphrase-file. Máy của người mời xác nhận khi OA Token chạy ở đó.
cli-call-team-join-examples =
    oa-token team join moi.oatoken
cli-call-team-add = Đưa OA vào nhóm.
cli-call-team-add-examples =
    oa-token team add "Shop Thảo My"
cli-call-team-list = Liệt kê các thành viên.
cli-call-team-list-examples =
    oa-token team list
    oa-token --json team list
cli-call-team-remove = Gỡ một thành viên, đổi khóa của nhóm và lấy token mới cho mọi OA.
cli-call-team-remove-more = In ra những việc chỉ người làm được: đặt lại secret_key, đổi mật khẩu cơ sở dữ liệu.
cli-call-team-remove-examples =
    oa-token team remove "Máy của Tuấn"
cli-call-team-gone = Báo rằng một máy không còn nữa, để OA không chờ nó.
cli-call-team-gone-more = Chỉ cần khi team status nói một OA đang chờ máy đó. Nếu máy đó lại về với cặp token mới thì OA vẫn dùng được cặp ấy. Máy đó vẫn ở trong nhóm; gỡ nó bằng team remove.
cli-call-team-gone-examples =
    oa-token team gone "Máy của Tuấn"
cli-call-team-sql = In các câu lệnh SQL cấp cho mỗi thành viên một tên đăng nhập riêng, chỉ được làm việc của vai trò mình.
cli-call-team-sql-more = Người quản trị cơ sở dữ liệu chạy chúng bằng psql, chạy lại được mỗi khi có máy vào hay rời nhóm, rồi đặt mật khẩu bằng \password. Trong đó không có mật khẩu hay khóa nào. Tên đăng nhập oa_token_joining_… chỉ dùng để vào nhóm; đưa nó vào tệp mời bằng team invite --login.
cli-call-team-sql-examples =
    oa-token team sql > nhom.sql
    oa-token team sql --member "Máy của Tuấn"
cli-call-team-login = Đổi cách máy này vào cơ sở dữ liệu của nhóm, sau khi thử thấy vào được.
cli-call-team-login-more = Không có tùy chọn nào thì chỉ đổi mật khẩu. Mật khẩu được hỏi, đọc một dòng từ stdin, hoặc từ tệp mà OA_TOKEN_DATABASE_PASSWORD_FILE chỉ.
cli-call-team-login-examples =
    oa-token team login
    oa-token team login --own
cli-call-team-leave = Rời nhóm. Các OA của nhóm dừng ở máy này.
cli-call-team-leave-examples =
    oa-token team leave
cli-arg-team-create-database = Địa chỉ postgres://TÊN@MÁY-CHỦ/CƠ-SỞ-DỮ-LIỆU, không có mật khẩu
cli-arg-team-create-name = Tên của nhóm
cli-arg-team-create-computer = Tên của máy này trong nhóm; mặc định là tên máy
cli-arg-team-invite-role = Vai trò: viewer, operator hay admin
cli-arg-team-invite-output = Tệp mời sẽ ghi
cli-arg-team-invite-passphrase-file = Ghi câu mật khẩu vào tệp này thay vì in ra
cli-arg-team-invite-login = Tên đăng nhập cơ sở dữ liệu đưa vào tệp mời, thay cho tên của máy này; mật khẩu của nó được hỏi
cli-arg-team-sql-member = Chỉ cho thành viên này (tên hay id)
cli-arg-team-login-database = Địa chỉ mới, không có mật khẩu
cli-arg-team-login-own = Dùng tên đăng nhập mang id của máy này
cli-arg-team-join-file = Tệp mời
cli-arg-team-join-computer = Tên của máy này trong nhóm; mặc định là tên máy
cli-arg-team-join-passphrase-file = Tệp có câu mật khẩu ở dòng đầu
cli-arg-team-add-names = Các OA
cli-arg-team-remove-member = Tên hay id của thành viên
cli-arg-team-gone-member = Tên hay id của thành viên
cli-arg-team-leave-go-on-alone = Nhóm không còn nữa: máy này tiếp tục một mình với các OA của nhóm
cli-arg-team-leave-anyway = Rời cả khi token mới nhất chỉ có ở máy này và chưa chia được cho nhóm
cli-doctor-team = Nhóm
cli-doctor-team-of = { $team } · { $host }. { $link }
cli-doctor-database-server = Máy chủ của nhóm
cli-doctor-team-server = PostgreSQL { $version }.
cli-doctor-team-tls = Đường truyền mã hóa, chứng chỉ hợp lệ.
cli-doctor-team-local = Trong máy này, không qua mạng.
cli-doctor-database-standby = Máy dự phòng của nhóm
cli-doctor-team-synchronous = Mỗi thay đổi đợi máy dự phòng chép xong.
cli-doctor-team-asynchronous = Không đợi máy dự phòng: khi máy chủ hỏng, cơ sở dữ liệu có thể quên vài thay đổi cuối. Các máy trong nhóm sẽ chép bù.
cli-doctor-database-news = Tin của nhóm
cli-doctor-team-notifies = Thay đổi của máy khác đến ngay.
cli-doctor-team-polls = Máy chủ (hoặc pooler) không báo tin, nên hỏi lại mỗi 30 giây.
cli-doctor-database-clock = Đồng hồ của máy chủ nhóm
cli-doctor-team-clock-right = Khớp với máy này.
cli-doctor-team-clock-off = Lệch { $minutes } phút so với máy này.
cli-doctor-team-clock-off-next = Chỉnh đồng hồ máy này hoặc máy chủ; giờ hiển thị sẽ lệch, token thì không sao.

## Trang “Nhóm” của cửa sổ
team-page = Nhóm
team-page-share = Dùng chung với máy khác
team-page-share-how = Dữ liệu đi qua một cơ sở dữ liệu PostgreSQL của bạn, mã hóa trước khi rời máy.
team-page-good-newest = Mọi máy cùng thấy và sao chép token mới nhất.
team-page-good-one = Mỗi OA chỉ một máy làm mới, nên hai máy không làm hỏng token của nhau.
team-page-good-instead = Máy đó tắt lâu thì máy khác trong nhóm làm thay.
team-page-join-by-file = Vào nhóm bằng tệp mời…
team-page-create-new = Tạo nhóm mới…
team-page-or-move = Chỉ cần chuyển hẳn một OA sang máy khác? Mở OA đó, bấm ⋯ rồi chọn Chuyển sang máy khác.
team-page-create = Tạo nhóm
team-page-create-needs = Cần một cơ sở dữ liệu PostgreSQL 13 trở lên mà các máy đều nối tới được.
team-page-name = Tên nhóm
team-page-my-name = Tên máy này
team-page-my-name-how = Mọi người trong nhóm thấy tên này.
team-page-host = Máy chủ PostgreSQL
team-page-port = Cổng
team-page-database = Cơ sở dữ liệu
team-page-user = Tên đăng nhập
team-page-password = Mật khẩu
team-page-check = Kiểm tra
team-page-check-again = Kiểm tra lại
team-page-found-nothing = Điền xong thì bấm Kiểm tra. Chưa có gì được tạo.
team-page-found-asking = Đang hỏi máy chủ…
team-page-found-reached = Nối được, tên và mật khẩu đúng
team-page-found-secure = Đường truyền an toàn
team-page-found-empty = Chưa có nhóm nào ở đây, tạo được
team-page-found-team = Ở đây đã có nhóm { $name }.
team-page-shared = Các máy trong nhóm cùng có
team-page-shared-oas = { $number ->
   *[other] { $count } OA bạn chọn
}
team-page-shared-states = Hạn, tình trạng
team-page-shared-access = Access token, đã mã hóa
team-page-shared-spend = Refresh token, secret_key, đã mã hóa
team-page-choose = Chọn…
team-page-choose-title = Chọn OA dùng chung
team-page-choose-done = { $number ->
   *[other] Chọn { $count } OA
}
team-page-kept = Không bao giờ rời máy này
team-page-kept-passphrase = Mật khẩu mở ứng dụng, mã khôi phục
team-page-kept-key = Khóa của kho token
team-page-kept-others = OA bạn không chọn
team-page-owner-sees = Người quản trị cơ sở dữ liệu thấy tên OA và giờ làm mới, không đọc được token.
team-page-join = Vào nhóm
team-page-join-of = Vào nhóm { $name }
team-page-join-by = { $name } mời máy này, { $left }.
team-page-join-no-file = Chưa chọn tệp mời
team-page-join-choose = Chọn tệp…
team-page-join-other = Tệp khác…
team-page-join-open = Mở tệp mời
team-page-join-database = Cơ sở dữ liệu
team-page-join-key = Mã của người mời
team-page-join-key-how = Muốn chắc chắn thì hỏi { $name } mã này: hai bên phải thấy giống nhau.
team-page-join-own = OA sẵn có trên máy này
team-page-join-own-kept = Giữ riêng, không đưa vào nhóm
team-page-joined = Đã vào nhóm { $name }
team-page-joining = Đã xin vào nhóm { $name }. Máy của người mời sẽ xác nhận khi OA Token mở ở đó.
team-page-phrase = Câu mật khẩu
team-page-phrase-ask = Hỏi người mời qua điện thoại.
team-page-phrase-read = Câu mật khẩu, đọc qua điện thoại
team-page-phrase-later = Hiện ở đây sau khi lưu tệp mời.
team-page-phrase-how = Gửi tệp mời qua Zalo hay email đều được. Đừng gửi câu này cùng chỗ với tệp. Đóng cửa sổ này thì không xem lại được.
team-page-invite-key = Mã của máy này: { $code }. Máy được mời phải thấy đúng mã này.
team-page-days-left = { $number ->
   *[other] còn hạn { $count } ngày
}
team-page-days-last = hết hạn hôm nay
team-page-role = Vai trò
team-page-role-viewer = Xem
team-page-role-viewer-how = Sao chép access token. Không có refresh token và secret_key.
team-page-role-operator = Vận hành
team-page-role-operator-how = Xem, lấy token mới, thêm nơi dùng.
team-page-role-admin = Quản trị
team-page-role-admin-how = Vận hành, mời và gỡ thành viên.
team-page-link-connected = nối thông suốt, khớp lúc { $moment }
team-page-link-connecting = đang nối…
team-page-link-unreachable = không nối được từ { $moment }
team-page-link-epoch = cơ sở dữ liệu vừa quay về một bản cũ, đang chờ { $names } báo lại
team-page-link-awaiting = đang chờ máy của { $name } xác nhận
team-page-retry = Thử lại
team-page-alone = Nhóm không còn nữa…
team-page-leave = Rời nhóm…
team-page-members = Thành viên và máy
team-page-members-count = { $count } đang dùng
team-page-member = Thành viên
team-page-refreshing = Làm mới
team-page-refreshes = { $number ->
   *[other] { $count } OA
}
team-page-last-seen = Lần cuối thấy
team-page-seen-now = bây giờ
team-page-seen-never = chưa thấy
team-page-this-computer = máy này
team-page-acts-of = Thao tác với { $name }
team-page-invite = Mời…
team-page-invite-title = Mời vào nhóm
team-page-invited-title = Đã lưu tệp mời
team-page-invite-whom = Tên người hoặc máy
team-page-invite-save = Lưu tệp mời…
team-page-invite-once = Dùng một lần, hết hạn sau 7 ngày
team-page-invite-login = Tệp mời chứa tên và mật khẩu của cơ sở dữ liệu. Để OA Token mở ở máy này để xác nhận máy mới.
team-page-invited = Đã mời, chưa vào
team-page-invited-nobody = Lời mời
team-page-withdraw = Thu hồi lời mời
team-page-gone = Đã gỡ
team-page-left-open = Còn việc bạn cần làm
team-page-left-done = Đã xong
team-page-left-show = Xem việc còn lại
team-page-left-title = Việc còn lại sau khi gỡ { $name }
team-page-left-why = Token và secret_key người đó từng thấy chỉ vô hiệu khi các việc này xong.
team-page-left-all = Mọi việc đã xong. Những gì người đó từng thấy không dùng được nữa.
team-page-remove = Gỡ khỏi nhóm…
team-page-remove-of = Gỡ { $name } khỏi nhóm?
team-page-remove-why = { $name } không nhận token mới nữa. Token đã thấy còn dùng được tới khi làm mới.
team-page-remove-ends = { $number ->
   *[other] Token đang dùng của { $count } OA hết hiệu lực ngay ở mọi nơi; nơi tự nhận thì nhận token mới.
}
team-page-remove-keep = Giữ lại
team-page-remove-yes = Gỡ khỏi nhóm
team-page-task-keys = Đổi khóa của nhóm
team-page-task-refresh-all = { $number ->
   *[other] Lấy token mới cho { $count } OA ngay
}
team-page-task-homes = { $number ->
   *[other] { $count } OA sang nhà mới
}
team-page-task-secret-key = Đặt lại secret_key ở developers.zalo.me
team-page-task-password = Đổi mật khẩu PostgreSQL
team-page-task-own = Tự làm
team-page-task-you = Bạn làm
team-page-task-refresh = Lấy token mới cho { $name }
team-page-task-secret-key-of = Đặt lại secret_key của ứng dụng { $app } ở developers.zalo.me
team-page-task-settle = Tôi đã làm
team-page-homes = Nhà của từng OA
team-page-oas-count = { $number ->
   *[other] { $count } OA
}
team-page-homes-all = Xem cả { $count }
team-page-homes-few = Thu gọn
team-page-homes-none = Chưa có OA nào dùng chung.
team-page-oa = OA
team-page-home = Máy đang làm mới (nhà)
team-page-home-of = Máy làm mới { $name }
team-page-home-none = Chưa có máy nào
team-page-next = Lần tới
team-page-oa-waits = Đang chờ
team-page-oa-sending = Máy khác đang lấy
team-page-retire = Đưa ra khỏi nhóm
team-page-share-more = Thêm OA…
team-page-share-choose = Chọn OA…
team-page-share-do = { $number ->
   *[other] Dùng chung { $count } OA
}
team-page-readers = Những ai đọc được token của OA bạn chọn: { $names }.
team-page-reader = { $name } ({ $role })
team-page-leave-of = Rời nhóm { $name }?
team-page-leave-why = OA dùng chung dừng ở máy này: không tự làm mới và không gửi nữa. Các máy khác vẫn dùng bình thường. Sau đó nhờ quản trị viên gỡ máy này.
team-page-leave-last = Máy này là thành viên cuối cùng, nên giữ lại mọi OA và tiếp tục làm mới.
team-page-leave-keep = Ở lại
team-page-leave-yes = Rời nhóm
team-page-alone-title = Nhóm không còn nữa?
team-page-alone-why = Chỉ chọn khi cơ sở dữ liệu đã mất hẳn. Máy này giữ các OA và tiếp tục làm mới một mình.
team-page-alone-danger = Nếu nhóm vẫn còn, hai máy sẽ dùng cùng một refresh token và làm hỏng token của nhau.
team-page-alone-keep = Chờ nối lại
team-page-alone-yes = Tiếp tục một mình
team-page-offline = **Không nối được nhóm từ { $moment }.** Sao chép vẫn dùng được. Lấy token mới chờ tới khi nối lại.
team-page-offline-why = Vì sao?
team-page-send-waits = Chờ nối lại cơ sở dữ liệu của nhóm, để không máy nào gửi trùng token này.
team-page-why-title = Vì sao phải chờ?
team-page-why = Refresh token chỉ dùng được một lần. Cơ sở dữ liệu của nhóm là nơi các máy hỏi nhau trước khi gửi; không hỏi được thì máy khác có thể đang gửi đúng token này.
team-page-why-do = Kiểm tra mạng và máy chủ PostgreSQL. Nối lại được là mọi thứ tự chạy tiếp; tới lúc đó access token đang có vẫn dùng bình thường.
team-page-auto-after-link = Chạy tiếp khi nối lại nhóm
team-page-auto-after-back = Chạy tiếp khi máy kia về
team-page-gauge-tick = Phải nối lại trước { $moment }
team-page-waiting = Chờ { $name }
team-page-waiting-label = Zalo không nhận refresh token trên máy này
team-page-waiting-say = Có thể máy đó đang giữ cặp token mới. Hãy mở OA Token trên máy đó và nối mạng.
team-page-waiting-gone = Máy đó không còn nữa
team-page-gone-title = { $name } không còn nữa?
team-page-gone-why = Các OA đang chờ máy này sẽ cần cấp quyền lại. Nếu sau này máy ấy vẫn nối mạng với cặp token mới thì cặp ấy dùng được.
team-page-gone-keep = Chờ tiếp
team-page-gone-yes = Không chờ nữa
team-page-waiting-seen = Lần cuối thấy { $name }: { $ago }.
team-page-waiting-until = Sau { $moment } chưa thấy thì cần cấp quyền lại.
team-page-waiting-off = { $name } tắt, chưa kịp chia cặp token mới
team-page-waiting-tried = Máy này làm thay, Zalo trả lời
