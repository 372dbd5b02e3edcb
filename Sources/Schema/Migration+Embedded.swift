extension Migration {
    /// The files of `schema/migrations` in order. The build puts their bytes into the program, so it works alone;
    /// a test compares this list with the folder.
    package static let embedded = [
        Migration(1, "roles", PackageResources._001_roles_sql),
        Migration(2, "log", PackageResources._002_log_sql),
        Migration(3, "vault", PackageResources._003_vault_sql),
        Migration(4, "append", PackageResources._004_append_sql),
        Migration(5, "projection", PackageResources._005_projection_sql),
        Migration(6, "append_batch", PackageResources._006_append_batch_sql),
        Migration(7, "views", PackageResources._007_views_sql),
        Migration(8, "commands_without_events", PackageResources._008_commands_without_events_sql),
        Migration(9, "append_batch_heads", PackageResources._009_append_batch_heads_sql),
        Migration(10, "append_guarded", PackageResources._010_append_guarded_sql),
        Migration(11, "staff", PackageResources._011_staff_sql),
        Migration(12, "presence", PackageResources._012_presence_sql),
        Migration(13, "drafts", PackageResources._013_drafts_sql),
        Migration(14, "outbox", PackageResources._014_outbox_sql),
        Migration(15, "materials", PackageResources._015_materials_sql),
        Migration(16, "ticket_detail", PackageResources._016_ticket_detail_sql),
        Migration(17, "notifications", PackageResources._017_notifications_sql),
        Migration(18, "spam", PackageResources._018_spam_sql),
        Migration(19, "priority", PackageResources._019_priority_sql),
        Migration(20, "classes", PackageResources._020_classes_sql),
        Migration(21, "customer_link", PackageResources._021_customer_link_sql),
        Migration(22, "canned", PackageResources._022_canned_sql),
        Migration(23, "ticket_part", PackageResources._023_ticket_part_sql),
        Migration(24, "claims_repair", PackageResources._024_claims_repair_sql),
        Migration(25, "feedback", PackageResources._025_feedback_sql),
        Migration(26, "switches", PackageResources._026_switches_sql),
        Migration(27, "problems", PackageResources._027_problems_sql),
        Migration(28, "problem_members", PackageResources._028_problem_members_sql),
    ]
}
