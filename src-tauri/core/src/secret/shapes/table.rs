//! The shapes themselves: one line a shape, as their makers publish them.

use super::{OPEN, Piece, Run, Set, Shape};

const DIGIT: Set = Set::of(b"0123456789");
const HEX: Set = DIGIT.and(Set::of(b"abcdefABCDEF"));
const UPPER: Set = Set::of(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ");
const LOWER: Set = Set::of(b"abcdefghijklmnopqrstuvwxyz");
const UPPER_DIGIT: Set = UPPER.and(DIGIT);
const LETTER: Set = UPPER.and(LOWER);
const ALNUM: Set = LETTER.and(DIGIT);
const WORD: Set = ALNUM.and(Set::of(b"_-"));
const WORD_EQ: Set = WORD.and(Set::of(b"="));
const DOTTED: Set = WORD.and(Set::of(b".="));
const BASE64: Set = ALNUM.and(Set::of(b"+/="));
const UUID: Set = HEX.and(Set::of(b"-"));
const CRYPT: Set = ALNUM.and(Set::of(b"./"));
const ARGON: Set = ALNUM.and(Set::of(b"+/$=,"));
const PATH: Set = WORD.and(Set::of(b"/"));

const fn text(words: &'static str) -> Piece {
    Piece::Text(words)
}

const fn exactly(set: Set, length: usize) -> Piece {
    Piece::Run(Run { set, least: length, most: length })
}

const fn from_to(set: Set, least: usize, most: usize) -> Piece {
    Piece::Run(Run { set, least, most })
}

const fn at_least(set: Set, least: usize) -> Piece {
    Piece::Run(Run { set, least, most: OPEN })
}

/// A key that begins with its anchor.
const fn key(kind: &'static str, anchor: &'static str, pieces: &'static [Piece]) -> Shape {
    Shape { kind, anchor, before: None, pieces, shown: 0 }
}

/// An address whose host says that what stands behind it is a secret.
const fn hook(kind: &'static str, anchor: &'static str, pieces: &'static [Piece]) -> Shape {
    Shape { kind, anchor, before: None, pieces, shown: anchor.len() }
}

/// A key whose anchor stands within it.
const fn around(
    kind: &'static str,
    before: (Set, usize, usize),
    anchor: &'static str,
    pieces: &'static [Piece],
) -> Shape {
    let (set, least, most) = before;
    Shape { kind, anchor, before: Some(Run { set, least, most }), pieces, shown: 0 }
}

const AWS: &str = "an AWS access key";
const BEDROCK: &str = "an Amazon Bedrock key";
const GITHUB: &str = "a GitHub token";
const GITLAB: &str = "a GitLab token";
const SLACK: &str = "a Slack token";
const SLACK_HOOK: &str = "a Slack webhook";
const STRIPE: &str = "a Stripe key";
const GOOGLE: &str = "a Google key";
const ANTHROPIC: &str = "an Anthropic key";
const OPENAI: &str = "an OpenAI key";
const VAULT: &str = "a Vault token";
const OCEAN: &str = "a DigitalOcean token";
const DOPPLER: &str = "a Doppler token";
const GRAFANA: &str = "a Grafana token";
const SHOPIFY: &str = "a Shopify token";
const SQUARE: &str = "a Square token";
const SENTRY: &str = "a Sentry token";
const RELIC: &str = "a New Relic key";
const PLANETSCALE: &str = "a PlanetScale secret";
const ATLASSIAN: &str = "an Atlassian token";
const FLY: &str = "a Fly.io token";
const FLUTTERWAVE: &str = "a Flutterwave key";
const SONAR: &str = "a Sonar token";
const SETTLEMINT: &str = "a SettleMint token";
const HUGGING: &str = "a Hugging Face token";
const LINEAR: &str = "a Linear key";
const MAPBOX: &str = "a Mapbox token";
const EASYPOST: &str = "an EasyPost key";
const ARTIFACTORY: &str = "an Artifactory token";
const AUTHRESS: &str = "an Authress key";
const CIRCLE: &str = "a CircleCI token";
const DOCKER: &str = "a Docker token";
const HARNESS: &str = "a Harness key";
const HASH: &str = "a password hash";
const JWT: &str = "a signed web token";
const ONEPASSWORD: &str = "a 1Password key";
const SUPABASE: &str = "a Supabase key";
const YANDEX: &str = "a Yandex key";

/// Behind the beginning of an Authress key: the account, the key and its text.
const AUTHRESS_REST: &[Piece] = &[
    from_to(ALNUM, 5, 30),
    text("."),
    from_to(ALNUM, 4, 6),
    text(".acc"),
    from_to(WORD, 11, 34),
    text("."),
    from_to(BASE64.and(WORD), 30, 120),
];

/// Whoever adds a shape adds an example to `tests/fixtures/secrets/positive.txt`.
pub(super) const SHAPES: &[Shape] = &[
    key(AWS, "AKIA", &[exactly(UPPER_DIGIT, 16)]),
    key(AWS, "ASIA", &[exactly(UPPER_DIGIT, 16)]),
    key(AWS, "ABIA", &[exactly(UPPER_DIGIT, 16)]),
    key(AWS, "ACCA", &[exactly(UPPER_DIGIT, 16)]),
    key(BEDROCK, "ABSK", &[from_to(BASE64, 109, 271)]),
    key(BEDROCK, "bedrock-api-key-", &[at_least(BASE64, 20)]),
    key(GITHUB, "ghp_", &[at_least(ALNUM, 36)]),
    key(GITHUB, "gho_", &[at_least(ALNUM, 36)]),
    key(GITHUB, "ghu_", &[at_least(ALNUM, 36)]),
    key(GITHUB, "ghs_", &[at_least(ALNUM, 36)]),
    key(GITHUB, "ghr_", &[at_least(ALNUM, 36)]),
    key(GITHUB, "github_pat_", &[at_least(WORD, 22)]),
    key(GITLAB, "glpat-", &[at_least(DOTTED, 20)]),
    key(GITLAB, "glrt-", &[at_least(DOTTED, 20)]),
    key(GITLAB, "gldt-", &[at_least(WORD, 20)]),
    key(GITLAB, "glft-", &[at_least(WORD, 20)]),
    key(GITLAB, "glffct-", &[at_least(WORD, 20)]),
    key(GITLAB, "glimt-", &[at_least(WORD, 25)]),
    key(GITLAB, "glagent-", &[at_least(WORD, 50)]),
    key(GITLAB, "gloas-", &[at_least(WORD, 64)]),
    key(GITLAB, "glptt-", &[exactly(HEX, 40)]),
    key(GITLAB, "glsoat-", &[at_least(WORD, 20)]),
    key(GITLAB, "glcbt-", &[at_least(WORD, 22)]),
    key(GITLAB, "GR1348941", &[at_least(WORD, 20)]),
    key(SLACK, "xoxb-", &[at_least(WORD, 16)]),
    key(SLACK, "xoxp-", &[at_least(WORD, 16)]),
    key(SLACK, "xoxa-", &[at_least(WORD, 10)]),
    key(SLACK, "xoxo-", &[at_least(WORD, 10)]),
    key(SLACK, "xoxr-", &[at_least(WORD, 10)]),
    key(SLACK, "xoxs-", &[at_least(WORD, 10)]),
    key(SLACK, "xoxe-", &[at_least(WORD, 16)]),
    key(SLACK, "xoxe.xoxp-", &[at_least(WORD, 16)]),
    key(SLACK, "xoxe.xoxb-", &[at_least(WORD, 16)]),
    key(SLACK, "xapp-", &[exactly(DIGIT, 1), text("-"), at_least(WORD, 20)]),
    hook(SLACK_HOOK, "hooks.slack.com/services/", &[at_least(PATH, 20)]),
    hook(SLACK_HOOK, "hooks.slack.com/workflows/", &[at_least(PATH, 20)]),
    hook(SLACK_HOOK, "hooks.slack.com/triggers/", &[at_least(PATH, 20)]),
    hook("a Discord webhook", "discord.com/api/webhooks/", &[at_least(PATH, 40)]),
    hook("a Discord webhook", "discordapp.com/api/webhooks/", &[at_least(PATH, 40)]),
    hook(
        "a Teams webhook",
        "webhook.office.com/webhookb2/",
        &[at_least(PATH.and(Set::of(b"@")), 60)],
    ),
    hook("a Zapier webhook", "hooks.zapier.com/hooks/catch/", &[at_least(PATH, 8)]),
    hook("a PagerDuty key", "events.pagerduty.com/integration/", &[exactly(ALNUM, 32)]),
    hook("a health check's address", "hc-ping.com/", &[exactly(UUID, 36)]),
    key(STRIPE, "sk_live_", &[at_least(ALNUM, 10)]),
    key(STRIPE, "sk_test_", &[at_least(ALNUM, 10)]),
    key(STRIPE, "sk_prod_", &[at_least(ALNUM, 10)]),
    key(STRIPE, "rk_live_", &[at_least(ALNUM, 10)]),
    key(STRIPE, "rk_test_", &[at_least(ALNUM, 10)]),
    key(STRIPE, "rk_prod_", &[at_least(ALNUM, 10)]),
    key("a webhook's signing secret", "whsec_", &[at_least(BASE64, 20)]),
    key(GOOGLE, "AIza", &[exactly(WORD, 35)]),
    key("a Google token", "ya29.", &[at_least(WORD, 20)]),
    key("a Google token", "1//0", &[at_least(WORD, 40)]),
    key("a Google client secret", "GOCSPX-", &[at_least(WORD, 20)]),
    key(ANTHROPIC, "sk-ant-", &[at_least(WORD, 24)]),
    key(OPENAI, "sk-proj-", &[at_least(WORD, 20)]),
    key(OPENAI, "sk-svcacct-", &[at_least(WORD, 20)]),
    key(OPENAI, "sk-admin-", &[at_least(WORD, 20)]),
    key("an OpenRouter key", "sk-or-v1-", &[at_least(HEX, 40)]),
    key("an API key", "sk-", &[at_least(ALNUM, 20)]),
    key("a Perplexity key", "pplx-", &[at_least(ALNUM, 32)]),
    key("a Groq key", "gsk_", &[at_least(ALNUM, 40)]),
    key("an xAI key", "xai-", &[at_least(ALNUM, 40)]),
    key("a Replicate token", "r8_", &[exactly(ALNUM, 37)]),
    key(HUGGING, "hf_", &[exactly(ALNUM, 34)]),
    key(HUGGING, "api_org_", &[exactly(ALNUM, 34)]),
    key("an npm token", "npm_", &[exactly(ALNUM, 36)]),
    key("a PyPI token", "pypi-AgEIcHlwaS5vcmc", &[at_least(WORD, 50)]),
    key("a PyPI token", "pypi-AgENdGVzdC5weXBpLm9yZw", &[at_least(WORD, 50)]),
    key("a RubyGems key", "rubygems_", &[exactly(HEX, 48)]),
    key("a NuGet key", "oy2", &[exactly(LOWER.and(DIGIT), 43)]),
    key("a crates.io token", "cio", &[exactly(ALNUM, 32)]),
    key("a Clojars token", "CLOJARS_", &[exactly(ALNUM, 60)]),
    key(DOCKER, "dckr_pat_", &[at_least(WORD, 20)]),
    key(DOCKER, "dckr_oat_", &[at_least(WORD, 20)]),
    key("a SendGrid key", "SG.", &[from_to(WORD_EQ, 16, 32), text("."), from_to(WORD_EQ, 16, 64)]),
    key("a Sendinblue key", "xkeysib-", &[exactly(HEX, 64), text("-"), exactly(ALNUM, 16)]),
    around("a Mailchimp key", (HEX, 32, 32), "-us", &[from_to(DIGIT, 1, 2)]),
    key(OCEAN, "dop_v1_", &[exactly(HEX, 64)]),
    key(OCEAN, "doo_v1_", &[exactly(HEX, 64)]),
    key(OCEAN, "dor_v1_", &[exactly(HEX, 64)]),
    key(VAULT, "hvs.", &[at_least(WORD, 24)]),
    key(VAULT, "hvb.", &[at_least(WORD, 24)]),
    key(VAULT, "hvr.", &[at_least(WORD, 24)]),
    around("a Terraform token", (ALNUM, 14, 14), ".atlasv1.", &[at_least(WORD_EQ, 40)]),
    key("a Databricks token", "dapi", &[exactly(HEX, 32)]),
    key(DOPPLER, "dp.pt.", &[at_least(ALNUM, 40)]),
    key(DOPPLER, "dp.ct.", &[at_least(ALNUM, 40)]),
    key(DOPPLER, "dp.sa.", &[at_least(ALNUM, 40)]),
    key(DOPPLER, "dp.st.", &[at_least(DOTTED, 40)]),
    key("a Dynatrace token", "dt0c01.", &[exactly(ALNUM, 24), text("."), exactly(ALNUM, 64)]),
    key(EASYPOST, "EZAK", &[exactly(ALNUM, 54)]),
    key(EASYPOST, "EZTK", &[exactly(ALNUM, 54)]),
    key("a Duffel token", "duffel_live_", &[at_least(WORD_EQ, 40)]),
    key("a Duffel token", "duffel_test_", &[at_least(WORD_EQ, 40)]),
    key(FLY, "fo1_", &[at_least(WORD, 40)]),
    key(FLY, "fm1r_", &[at_least(BASE64, 60)]),
    key(FLY, "fm1a_", &[at_least(BASE64, 60)]),
    key(FLY, "fm2_", &[at_least(BASE64, 60)]),
    key("a Frame.io token", "fio-u-", &[at_least(WORD_EQ, 64)]),
    key(FLUTTERWAVE, "FLWSECK-", &[at_least(WORD, 12)]),
    key(FLUTTERWAVE, "FLWSECK_TEST-", &[at_least(WORD, 12)]),
    key(FLUTTERWAVE, "FLWPUBK_TEST-", &[at_least(WORD, 32)]),
    key(GRAFANA, "glc_", &[at_least(BASE64, 32)]),
    key(GRAFANA, "glsa_", &[exactly(ALNUM, 32), text("_"), exactly(HEX, 8)]),
    key(GRAFANA, "eyJrIjoi", &[at_least(BASE64, 60)]),
    key(
        HARNESS,
        "pat.",
        &[exactly(WORD, 22), text("."), exactly(ALNUM, 24), text("."), exactly(ALNUM, 20)],
    ),
    key(
        HARNESS,
        "sat.",
        &[exactly(WORD, 22), text("."), exactly(ALNUM, 24), text("."), exactly(ALNUM, 20)],
    ),
    key("a Heroku key", "HRKU-", &[at_least(WORD, 36)]),
    key(LINEAR, "lin_api_", &[exactly(ALNUM, 40)]),
    key(LINEAR, "lin_oauth_", &[at_least(ALNUM, 40)]),
    key("a Notion token", "ntn_", &[at_least(ALNUM, 40)]),
    key("a Notion token", "secret_", &[exactly(ALNUM, 43)]),
    key("a Figma token", "figd_", &[at_least(WORD, 36)]),
    key("an Airtable token", "pat", &[exactly(ALNUM, 14), text("."), exactly(HEX, 64)]),
    key(ATLASSIAN, "ATATT3", &[at_least(WORD_EQ, 100)]),
    key(ATLASSIAN, "ATCTT3", &[at_least(WORD_EQ, 100)]),
    key("a Bitbucket password", "ATBB", &[at_least(ALNUM, 28)]),
    key(SHOPIFY, "shpat_", &[exactly(HEX, 32)]),
    key(SHOPIFY, "shpca_", &[exactly(HEX, 32)]),
    key(SHOPIFY, "shppa_", &[exactly(HEX, 32)]),
    key(SHOPIFY, "shpss_", &[exactly(HEX, 32)]),
    key(SQUARE, "sq0atp-", &[at_least(WORD, 22)]),
    key(SQUARE, "sq0csp-", &[at_least(WORD, 22)]),
    key(SQUARE, "EAAA", &[from_to(WORD, 56, 64)]),
    key("a Facebook token", "EAAM", &[at_least(ALNUM, 100)]),
    key("a Facebook token", "EAAC", &[at_least(ALNUM, 100)]),
    around("a Facebook token", (DIGIT, 15, 16), "|", &[from_to(WORD, 27, 40)]),
    key(
        "a Braintree token",
        "access_token$",
        &[from_to(LOWER, 7, 10), text("$"), exactly(ALNUM, 16), text("$"), exactly(HEX, 32)],
    ),
    key("a Plaid token", "access-sandbox-", &[exactly(UUID, 36)]),
    key("a Plaid token", "access-development-", &[exactly(UUID, 36)]),
    key("a Plaid token", "access-production-", &[exactly(UUID, 36)]),
    key("a Shippo token", "shippo_live_", &[exactly(HEX, 40)]),
    key("a Shippo token", "shippo_test_", &[exactly(HEX, 40)]),
    key("a Sourcegraph token", "sgp_", &[at_least(WORD, 40)]),
    key(SENTRY, "sntrys_", &[at_least(BASE64.and(WORD), 40)]),
    key(SENTRY, "sntryu_", &[exactly(HEX, 64)]),
    key(RELIC, "NRAK-", &[exactly(ALNUM, 27)]),
    key(RELIC, "NRII-", &[exactly(WORD, 32)]),
    key(RELIC, "NRJS-", &[exactly(HEX, 19)]),
    key("a Postman key", "PMAK-", &[exactly(HEX, 24), text("-"), exactly(HEX, 34)]),
    key(PLANETSCALE, "pscale_tkn_", &[at_least(DOTTED, 32)]),
    key(PLANETSCALE, "pscale_oauth_", &[at_least(DOTTED, 32)]),
    key(PLANETSCALE, "pscale_pw_", &[at_least(DOTTED, 32)]),
    key("a Prefect key", "pnu_", &[exactly(ALNUM, 36)]),
    key("a Pulumi token", "pul-", &[exactly(HEX, 40)]),
    key("a ReadMe key", "rdme_", &[exactly(ALNUM, 70)]),
    key("a Scalingo token", "tk-us-", &[exactly(WORD, 48)]),
    key(SETTLEMINT, "sm_aat_", &[exactly(ALNUM, 16)]),
    key(SETTLEMINT, "sm_pat_", &[exactly(ALNUM, 16)]),
    key(SETTLEMINT, "sm_sat_", &[exactly(ALNUM, 16)]),
    key("a Typeform token", "tfp_", &[at_least(DOTTED, 40)]),
    key("a Twilio key", "SK", &[exactly(HEX, 32)]),
    around("a Telegram bot's token", (DIGIT, 8, 12), ":A", &[exactly(WORD, 34)]),
    around(
        "a Discord bot's token",
        (ALNUM, 24, 28),
        ".",
        &[exactly(WORD, 6), text("."), from_to(WORD, 27, 40)],
    ),
    key(MAPBOX, "sk.eyJ", &[at_least(WORD, 40), text("."), at_least(WORD, 20)]),
    key(MAPBOX, "pk.eyJ", &[at_least(WORD, 40), text("."), at_least(WORD, 20)]),
    key("an Infracost key", "ico-", &[exactly(ALNUM, 32)]),
    key("an Intra 42 secret", "s-s4t2ud-", &[exactly(HEX, 64)]),
    key("an Intra 42 secret", "s-s4t2af-", &[exactly(HEX, 64)]),
    key(
        ONEPASSWORD,
        "A3-",
        &[exactly(UPPER_DIGIT, 6), text("-"), from_to(UPPER_DIGIT.and(Set::of(b"-")), 27, 36)],
    ),
    key(ONEPASSWORD, "ops_eyJ", &[at_least(BASE64, 60)]),
    key("an age key", "AGE-SECRET-KEY-1", &[exactly(UPPER_DIGIT, 58)]),
    key("an Adobe secret", "p8e-", &[exactly(ALNUM, 32)]),
    key("an Alibaba Cloud key", "LTAI", &[from_to(ALNUM, 16, 24)]),
    key("a Tencent Cloud key", "AKID", &[exactly(ALNUM, 32)]),
    key(ARTIFACTORY, "AKCp", &[exactly(ALNUM, 69)]),
    key(ARTIFACTORY, "cmVmd", &[exactly(ALNUM, 59)]),
    key(AUTHRESS, "sc_", AUTHRESS_REST),
    key(AUTHRESS, "ext_", AUTHRESS_REST),
    key(AUTHRESS, "scauth_", AUTHRESS_REST),
    key(AUTHRESS, "authress_", AUTHRESS_REST),
    around(
        "an Azure client secret",
        (WORD.and(Set::of(b"~.")), 4, 4),
        "Q~",
        &[from_to(WORD.and(Set::of(b"~.")), 31, 34)],
    ),
    key("a ClickHouse key", "4b1d", &[exactly(ALNUM, 38)]),
    key("a Cloudflare key", "v1.0-", &[exactly(HEX, 24), text("-"), exactly(HEX, 146)]),
    key(CIRCLE, "CCIPAT_", &[at_least(WORD, 30)]),
    key(CIRCLE, "CCIPRJ_", &[at_least(WORD, 30)]),
    key("a Buildkite token", "bkua_", &[exactly(HEX, 40)]),
    key("an Octopus Deploy key", "API-", &[exactly(UPPER_DIGIT, 26)]),
    key("an OpenShift token", "sha256~", &[exactly(WORD, 43)]),
    around("a MaxMind key", (ALNUM.and(Set::of(b"_")), 36, 36), "_mmk", &[from_to(ALNUM, 0, 0)]),
    key(SUPABASE, "sbp_", &[exactly(HEX, 40)]),
    key(SUPABASE, "sb_secret_", &[at_least(WORD, 20)]),
    key("a Netlify token", "nfp_", &[at_least(ALNUM, 36)]),
    key("a Tailscale key", "tskey-", &[from_to(LOWER, 3, 10), text("-"), at_least(WORD, 16)]),
    key("a Contentful token", "CFPAT-", &[at_least(WORD, 40)]),
    key("a Dropbox token", "sl.", &[at_least(WORD_EQ, 120)]),
    key("a LaunchDarkly key", "sdk-", &[exactly(UUID, 36)]),
    key("a WakaTime key", "waka_", &[exactly(UUID, 36)]),
    key(SONAR, "squ_", &[exactly(HEX, 40)]),
    key(SONAR, "sqp_", &[exactly(HEX, 40)]),
    key(SONAR, "sqa_", &[exactly(HEX, 40)]),
    key(YANDEX, "t1.", &[at_least(WORD_EQ, 10), text("."), at_least(WORD_EQ, 80)]),
    key(YANDEX, "AQVN", &[from_to(WORD, 35, 38)]),
    key(
        JWT,
        "eyJ",
        &[at_least(WORD, 8), text(".eyJ"), at_least(WORD_EQ, 8), text("."), at_least(WORD_EQ, 8)],
    ),
    // An encrypted token has five parts, of which the first alone is readable.
    key(
        JWT,
        "eyJ",
        &[
            at_least(WORD, 16),
            text("."),
            at_least(WORD, 0),
            text("."),
            at_least(WORD, 12),
            text("."),
            at_least(WORD, 12),
            text("."),
            at_least(WORD, 12),
        ],
    ),
    key(JWT, "ZXlK", &[at_least(BASE64.and(WORD), 60)]),
    key("a signed token", "v2.local.", &[at_least(WORD_EQ, 30)]),
    key("a signed token", "v4.local.", &[at_least(WORD_EQ, 30)]),
    key(HASH, "$2a$", &[exactly(DIGIT, 2), text("$"), exactly(CRYPT, 53)]),
    key(HASH, "$2b$", &[exactly(DIGIT, 2), text("$"), exactly(CRYPT, 53)]),
    key(HASH, "$2y$", &[exactly(DIGIT, 2), text("$"), exactly(CRYPT, 53)]),
    key(HASH, "$1$", &[from_to(CRYPT, 1, 16), text("$"), exactly(CRYPT, 22)]),
    key(HASH, "$5$", &[at_least(CRYPT.and(Set::of(b"$=")), 44)]),
    key(HASH, "$6$", &[at_least(CRYPT.and(Set::of(b"$=")), 80)]),
    key(HASH, "$y$", &[at_least(CRYPT.and(Set::of(b"$")), 40)]),
    key(HASH, "$argon2id$", &[at_least(ARGON, 40)]),
    key(HASH, "$argon2i$", &[at_least(ARGON, 40)]),
    key(HASH, "pbkdf2_sha256$", &[at_least(ARGON, 40)]),
    key(HASH, "SCRAM-SHA-256$", &[at_least(ARGON.and(Set::of(b":")), 60)]),
    key("a GitLab session", "_gitlab_session=", &[exactly(ALNUM, 32)]),
];
