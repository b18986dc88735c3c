/** Made-up credentials. They are put together here, so that no scanner, ours included, finds one in this tree. */

/** Letters that look random and are the same in every run (xorshift32, Marsaglia 2003). */
export function letters(alphabet: string, length: number, seed = 1): string {
  let state = seed * 2_654_435_761 || 1
  let out = ''
  while (out.length < length) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    out += alphabet[(state >>> 8) % alphabet.length]
  }
  return out
}

const HEX = '0123456789abcdef'
export const ALNUM = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const BECH32 = 'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L'

/** A text for each pattern that must be found by it, and the secret in it. */
export function samples(
  seed = 1,
): readonly (readonly [id: string, text: string, secret: string])[] {
  const a = (length: number) => letters(ALNUM, length, seed)
  const h = (length: number) => letters(HEX, length, seed)
  const azure = `${letters(ALNUM, 86, seed)}==`
  return [
    alone('github', `ghp_${a(36)}`),
    alone('github', `ghs_${a(36)}`),
    alone('github-fine-grained', `github_pat_${a(22)}_${a(59)}`),
    alone('gitlab', `glpat-${a(20)}`),
    alone('gitlab', `glpat-${a(27)}.01.${letters(HEX, 7, seed)}`),
    alone('npm', `npm_${a(36)}`),
    alone('pypi', `pypi-AgEI${a(150)}`),
    alone('rubygems', `rubygems_${h(48)}`),
    alone('docker', `dckr_pat_${a(27)}`),
    alone('atlassian', `ATATT3xFfGF0${a(180)}`),
    alone('sentry', `sntryu_${h(64)}`),
    alone('linear', `lin_api_${a(40)}`),
    alone('figma', `figd_${a(40)}`),
    alone('notion', `ntn_${a(46)}`),
    alone('postman', `PMAK-${h(24)}-${h(34)}`),
    alone('hashicorp-vault', `hvs.${a(90)}`),
    alone('terraform-cloud', `${a(14)}.atlasv1.${a(67)}`),
    alone('pulumi', `pul-${h(40)}`),
    alone('doppler', `dp.pt.${a(43)}`),
    alone('grafana', `glsa_${a(32)}_${h(8)}`),
    alone('new-relic', `NRAK-${letters(UPPER, 27, seed)}`),
    after('datadog', 'DATADOG_API_KEY=', h(32)),
    after('datadog', '"dd_app_key": "', h(40), '"'),
    alone('anthropic', `sk-ant-api03-${a(93)}AA`),
    alone('openrouter', `sk-or-v1-${h(64)}`),
    alone('openai', `sk-proj-${a(120)}`),
    alone('openai', `sk-${a(20)}T3BlbkFJ${a(20)}`),
    alone('hugging-face', `hf_${letters(ALNUM.slice(0, 52), 34, seed)}`),
    alone('replicate', `r8_${a(37)}`),
    alone('groq', `gsk_${a(52)}`),
    alone('xai', `xai-${a(80)}`),
    alone('perplexity', `pplx-${a(48)}`),
    alone('search', `tvly-dev-${a(32)}`),
    alone('search', `BSA${a(27)}`),
    alone('elevenlabs', `sk_${h(48)}`),
    alone('slack', `xoxb-${letters('0123456789', 12, seed + 3)}-${a(24)}`),
    alone('slack', `xapp-1-A${letters(UPPER, 10, seed)}-9182736450192-${h(64)}`),
    after('slack-webhook', 'https://hooks.slack.com/services/T02AB3CD4/B05EF6GH7/', a(24)),
    after('discord-webhook', 'https://discord.com/api/webhooks/918273645091827364/', a(68)),
    after('discord', 'DISCORD_TOKEN="', `${a(26)}.${a(6)}.${a(38)}`, '"'),
    alone('telegram', `918273645:AA${a(33)}`),
    after('telegram', 'https://api.telegram.org/bot', `918273645:AA${a(33)}`, '/getMe'),
    after('twilio', 'TWILIO_AUTH_TOKEN: ', h(32)),
    alone('sendgrid', `SG.${a(22)}.${a(43)}`),
    alone('mailgun', `key-${h(32)}`),
    after('mailgun-key', 'MAILGUN_API_KEY=', `${h(32)}-${h(8)}-${h(8)}`),
    alone('mailchimp', `${h(32)}-us21`),
    alone('resend', `re_${a(8)}_${a(24)}`),
    alone('stripe', `sk_live_${a(24)}`),
    alone('stripe', `rk_test_${a(99)}`),
    alone('webhook-secret', `whsec_${a(32)}`),
    alone('shopify', `shpat_${h(32)}`),
    alone('square', `EAAA${a(60)}`),
    alone('hubspot', `pat-na1-${h(8)}-${h(4)}-${h(4)}-${h(4)}-${h(12)}`),
    alone('airtable', `pat${a(14)}.${h(64)}`),
    alone('aws-id', `AKIA${letters(UPPER, 16, seed)}`),
    after('aws-secret', 'aws_secret_access_key = ', a(40)),
    after('aws-secret', '"secretAccessKey": "', a(40), '"'),
    alone('google-api-key', `AIza${a(35)}`),
    alone('google-oauth', `GOCSPX-${a(28)}`),
    after('azure-storage', 'DefaultEndpointsProtocol=https;AccountName=x;AccountKey=', azure, ';'),
    alone('azure-client-secret', `${a(3)}8Q~${a(34)}`),
    alone('digitalocean', `dop_v1_${h(64)}`),
    alone('cloudflare', `cfut_${a(40)}${h(8)}`),
    after('cloudflare-legacy', 'CLOUDFLARE_API_TOKEN=', a(40)),
    alone('databricks', `dapi${h(32)}`),
    alone('planetscale', `pscale_tkn_${a(43)}`),
    alone('supabase', `sb_secret_${a(31)}`),
    alone('supabase', `sbp_${h(40)}`),
    alone('vercel', `vcp_${a(56)}`),
    after('vercel-legacy', 'VERCEL_TOKEN=', a(24)),
    alone('heroku', `HRKU-AA${a(58)}`),
    alone('fly', `fo1_${a(43)}`),
    after('sql-password', 'Server=db;Database=x;User Id=sa;Password=', a(14), ';'),
    after('database-url', 'postgresql://app:', a(14), '@db.internal:5432/x'),
    after('url-password', 'https://bot:', a(14), '@git.internal/x'),
    after('private-key', '-----BEGIN RSA PRIVATE KEY-----\n', `${a(64)}\n${a(64)}\n`, '-----END'),
    after('private-key', '"-----BEGIN PRIVATE KEY-----\\n', `${a(64)}\\n${a(40)}\\n`, '-----END'),
    alone('jwt', `eyJ${a(33)}.eyJ${a(60)}.${a(43)}`),
    alone('age', `AGE-SECRET-KEY-1${letters(BECH32, 58, seed)}`),
  ]
}

const alone = (id: string, secret: string) => [id, secret, secret] as const
const after = (id: string, before: string, secret: string, behind = '') =>
  [id, before + secret + behind, secret] as const
