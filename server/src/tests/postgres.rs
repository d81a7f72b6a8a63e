//! The same promises on PostgreSQL, by name. `cargo xtask postgres -- cargo test` starts one; without it they say that they were
//! not run, and in CI they fail.

use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection};

use crate::store::DatabaseUrl;
use crate::testing::with_database;

const URL: &str = "MINYI_TEST_POSTGRES_URL";

macro_rules! same_on_postgres {
    ($($file:ident: { $($promise:ident;)* })*) => { $(
        mod $file { $(
            #[test]
            fn $promise() {
                super::on_postgres(super::super::$file::$promise);
            }
        )* }
    )* };
}

same_on_postgres! {
    access: {
        a_citizen_signs_in_with_the_code_that_was_sent;
        the_same_phone_is_the_same_account;
        known_and_unknown_numbers_get_the_same_answer;
        a_number_that_is_none_is_phone_malformed;
        a_second_code_within_a_minute_is_rate_limited_and_the_first_still_works;
        six_codes_for_one_number_within_an_hour_are_rate_limited;
        a_wrong_code_is_code_wrong_and_names_the_field;
        five_wrong_codes_lock_the_code_even_for_the_right_one;
        guessing_in_parallel_gains_no_tries;
        a_code_works_once_and_of_two_at_once_one_wins;
        a_code_older_than_five_minutes_is_code_expired;
        staff_sign_in_with_password_and_second_factor_for_twelve_hours;
        whatever_does_not_fit_gets_the_same_credentials_wrong;
        a_second_factor_cannot_be_replayed;
        five_wrong_attempts_lock_a_login_for_fifteen_minutes_whether_it_exists_or_not;
        a_right_attempt_forgives_the_wrong_ones_before_it;
        lock_outs_outlive_a_restart_of_the_process;
        no_token_or_an_unknown_one_is_unauthenticated;
        an_expired_token_is_session_over;
        use_moves_the_end_of_a_session_on;
        signing_out_ends_the_session_at_once;
        a_lost_device_can_be_signed_out_from_another;
        nobody_can_sign_out_somebody_elses_device;
        signing_in_again_on_a_device_ends_its_earlier_session;
        station_staff_register_citizens_and_nobody_else_does;
        too_many_attempts_from_one_address_are_rate_limited;
    }
    desk: {
        a_case_waits_at_one_desk_after_the_other;
        every_figure_opens_as_many_cases_as_it_says;
        search_finds_chinese_by_two_characters_or_one_and_cases_by_number;
        search_and_map_tell_nothing_of_texts_that_the_reader_sees_in_outline_only;
        a_table_has_the_whole_list_as_its_reader_sees_it_and_no_formula;
        what_is_due_today_and_what_is_overdue_moves_with_the_date;
        a_case_like_an_open_one_is_proposed_beside_it_with_likeness_and_distance;
        a_desk_made_anew_is_the_same_desk;
        accounts_and_the_chains_verdict_are_for_those_who_oversee;
    }
    keeping: {
        every_look_at_an_original_is_in_one_log_newest_first_for_those_who_oversee;
        a_mandate_shows_the_grounds_that_the_law_knows_for_it_and_a_preview_writes_nothing;
        a_new_account_signs_in_with_secrets_that_are_told_once_and_logged_nowhere;
        a_changed_or_stopped_account_is_signed_out_and_the_seed_file_leaves_it_so;
        a_changed_entry_of_the_account_log_is_named_by_the_verdict;
    }
    organs: {
        a_new_station_is_on_the_public_pages_at_once_and_takes_cases_until_it_is_closed;
        a_deputy_recorded_in_the_console_is_addressed_at_once_and_no_longer_once_the_mandate_is_over;
        who_may_not_keep_an_organ_is_refused_and_every_act_is_in_the_log_once;
        the_seed_file_leaves_an_organ_of_the_console_and_a_deputy_moves_with_the_account;
    }
    own_account: {
        a_password_is_changed_by_its_holder_and_every_other_session_ends;
        the_seed_file_leaves_a_chosen_password_until_it_brings_another_one_itself;
        an_authenticator_is_in_use_once_it_has_shown_its_code;
    }
    pages: {
        a_case_with_photos_is_filed_step_by_step_without_javascript;
        a_form_sent_twice_files_once;
        the_author_reads_the_answer_and_judges_it;
        a_code_shows_where_the_case_stands_and_never_who_or_what_staff_wrote;
        a_code_is_the_same_after_the_store_was_rebuilt_and_is_the_authors_only;
    }
    seed: {
        loading_the_same_seed_again_changes_nothing;
        whoever_the_seed_leaves_out_is_signed_out_and_stays_out;
        logins_may_change_hands;
        a_transfer_counts_without_signing_in_again;
        the_directory_version_changes_with_its_content_only;
    }
    stamps: {
        what_arrived_is_stamped_and_its_export_proves_the_time;
        a_photo_with_a_record_is_stamped_by_its_record_and_only_once;
        an_authority_that_is_away_is_asked_again;
        a_server_without_an_authority_keeps_what_waits_until_it_has_one;
        a_released_copy_carries_credentials_of_the_office;
    }
    voice: {
        a_case_without_words_is_heard_by_the_station_and_only_the_sound_goes_out;
        a_note_that_comes_before_its_case_is_noted_with_it;
        whoever_listens_is_written_down_and_who_may_not_read_the_words_does_not_listen;
        the_station_writes_down_what_it_heard_and_the_public_learns_nothing_of_it;
        what_is_no_whole_voice_note_is_refused_whatever_it_says_it_is;
        a_note_too_large_too_long_empty_or_other_than_declared_is_refused_by_name;
        a_photo_under_the_name_of_the_note_never_becomes_it;
    }
    uploads: {
        parts_come_in_any_order_and_the_last_one_finishes;
        repeating_any_step_changes_nothing;
        lanes_that_run_at_once_finish_once;
        other_bytes_for_a_part_that_is_here_are_a_part_conflict_and_the_first_stay;
        a_wrong_or_missing_digest_is_part_digest_mismatch_and_nothing_is_stored;
        a_part_of_another_length_or_number_is_part_out_of_range;
        a_part_larger_than_a_mebibyte_is_body_too_large;
        a_whole_with_another_hash_is_upload_hash_mismatch_and_starts_over;
        what_is_no_photo_is_unsupported_media_from_its_first_part_on;
        sizes_out_of_range_are_upload_out_of_range;
        the_largest_photo_is_taken;
        an_id_declared_for_another_file_is_an_upload_conflict;
        an_upload_is_its_declarers_alone;
        a_thirteenth_open_upload_is_too_many_uploads;
        after_thirty_days_an_unfinished_upload_is_expired_and_may_begin_anew;
        uploads_need_a_session_and_well_formed_ids;
    }
    evidence: {
        an_arrived_photo_has_copies_that_tell_nothing_and_readers_are_told_which;
        the_public_sees_what_was_released_covered_and_nothing_else;
        an_original_that_changes_hands_is_on_record_with_every_hand_and_once_for_a_command_sent_twice;
        an_original_opens_for_a_reason_that_stays_on_record;
        a_photo_that_cannot_be_decoded_is_kept_and_says_why_it_has_no_copy;
        copies_that_a_crash_left_out_are_made_by_the_timer;
        a_record_is_checked_on_arrival_and_says_where_the_photo_came_from;
        a_chain_from_its_start_is_sound_and_a_fork_of_it_is_refused;
        an_export_is_verified_without_the_server_and_carries_its_own_leaving;
        a_finished_day_gets_a_signed_root_over_the_whole_log;
        the_verdict_names_a_changed_a_dropped_and_a_cut_off_entry_of_the_evidence_log;
    }
    hearings: {
        the_stream_says_what_the_snapshot_says_for_every_lane;
        a_reader_comes_back_where_it_left_and_without_a_place_begins_with_everything;
        who_is_recused_is_sent_away_and_finds_nothing;
        heartbeats_become_attendance_once_a_minute;
    }
    hearing_nodes: {
        what_one_node_stores_the_other_tells;
        a_node_that_lost_its_connection_hears_again;
    }
    photos: {
        a_case_hears_of_its_photo_and_its_author_reads_it_back;
        a_photo_that_comes_before_its_case_is_noted_with_it;
        who_knows_only_the_hash_of_a_photo_does_not_come_by_its_bytes;
        a_finished_photo_waits_for_its_words_however_long_they_take;
        only_those_who_see_the_whole_case_add_photos_to_it;
        the_right_to_add_is_checked_again_at_the_end;
        photos_are_read_by_those_who_see_the_whole_case_and_every_look_is_written_down;
        a_unit_that_is_given_the_case_reads_its_photos_and_no_other_unit_does;
        an_upload_that_was_cut_off_before_its_last_step_is_finished_by_the_next_question;
        the_sweep_tells_a_matter_what_it_missed;
        the_sweep_removes_orphans_after_seven_days_and_never_a_photo_with_a_row;
    }
}

/// Keeps a promise on a fresh database, which is dropped afterwards.
fn on_postgres(promise: fn()) {
    let Ok(server) = std::env::var(URL) else {
        assert!(
            std::env::var_os("CI").is_none(),
            "{URL} must be set in CI; `cargo xtask postgres -- cargo test` sets it"
        );
        eprintln!("not run: {URL} is not set");
        return;
    };
    let name = format!("minyi_test_{}", uuid::Uuid::new_v4().simple());
    run(&server, &format!("CREATE DATABASE {name}"));
    let (base, query) = server.split_once('?').map_or((&server[..], None), |(base, query)| (base, Some(query)));
    let (base, _) = base.rsplit_once('/').expect("a URL with a database");
    let url = format!("{base}/{name}{}", query.map_or_else(String::new, |query| format!("?{query}")));
    let kept = std::panic::catch_unwind(|| with_database(DatabaseUrl::Postgres(url), promise));
    run(&server, &format!("DROP DATABASE {name} WITH (FORCE)"));
    if let Err(broken) = kept {
        std::panic::resume_unwind(broken);
    }
}

fn run(server: &str, sql: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let mut connection = PgConnection::connect(server).await.expect("PostgreSQL answers");
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await.expect("done");
    });
}
