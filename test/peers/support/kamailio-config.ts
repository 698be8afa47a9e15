/**
 * Kamailio's configuration as a plain registrar and proxy: it knows nothing of WebRTC, and does for our phone what
 * RFC 3261 asks of any PBX, no more. Kept as text, so that it can be read beside Kamailio's own documents.
 */

/** An extension and its digest credentials. */
export interface KamailioUser {
  user: string;
  authUser: string;
  password: string;
}

export interface KamailioConfig {
  users: readonly KamailioUser[];
  /** Digest realm; Cisco's by default. */
  realm: string;
  /** Digest algorithm (RFC 8760 for SHA-256). */
  algorithm: 'MD5' | 'SHA-256';
  /** Offer `qop="auth"`, or the old digest without it (RFC 2069). */
  qop: boolean;
  /** Longest registration it grants, in seconds. */
  maxExpiresS: number;
  /** Shortest registration it grants, in seconds: less is answered 423. */
  minExpiresS: number;
  /** Ask for credentials (407) before it takes a call from one of its users. */
  challengesCalls: boolean;
}

/** What the machine decides. */
export interface KamailioPlace {
  folder: string;
  modules: string;
  port: number;
  /** Undefined without TLS. */
  tlsPort: number | undefined;
}

/** The text of `kamailio.cfg`. */
export const kamailioConfig = (config: KamailioConfig, place: KamailioPlace): string =>
  [
    globals(place),
    modules(config, place),
    REQUEST_ROUTE,
    registrarRoute(config),
    callRoute(config),
    RPC_ROUTE,
  ].join('\n');

/** The text of the TLS module's own file. */
export const tlsConfig = (folder: string): string => `[server:default]
method = TLSv1.2+
verify_certificate = no
require_certificate = no
private_key = ${folder}/key.pem
certificate = ${folder}/cert.pem
`;

/** One process reads UDP: two might overtake one another, and a peer that follows a scenario would take offence. */
const globals = ({ port, tlsPort }: KamailioPlace): string => `#!KAMAILIO
debug=2
log_stderror=yes
log_prefix="{$mt $rm $ci} "
children=1
tcp_children=2
auto_aliases=no
dns=no
rev_dns=no
server_signature=yes
tcp_accept_no_cl=yes
tcp_connection_lifetime=3605
listen=udp:127.0.0.1:${port}
listen=tcp:127.0.0.1:${port}
${tlsPort === undefined ? '' : `enable_tls=yes\nlisten=tls:127.0.0.1:${tlsPort}`}
`;

const modules = (config: KamailioConfig, { modules: path, folder, tlsPort }: KamailioPlace): string => `
mpath="${path}/"
${loaded(tlsPort === undefined ? MODULES : ['tls', ...MODULES])}
${tlsPort === undefined ? '' : `modparam("tls", "config", "${folder}/tls.cfg")`}
modparam("usrloc", "db_mode", 0)
modparam("usrloc", "timer_interval", 1)
modparam("registrar", "max_expires", ${config.maxExpiresS})
modparam("registrar", "min_expires", ${config.minExpiresS})
modparam("registrar", "default_expires", ${config.maxExpiresS})
modparam("auth", "algorithm", "${config.algorithm === 'MD5' ? '' : config.algorithm}")
modparam("htable", "htable", "routes=>size=6;")
modparam("jsonrpcs", "transport", 1)
`;

const MODULES = [
  'tm',
  'sl',
  'rr',
  'pv',
  'maxfwd',
  'textops',
  'siputils',
  'xlog',
  'usrloc',
  'registrar',
  'auth',
  'htable',
  'xhttp',
  'jsonrpcs',
];

const loaded = (names: readonly string[]): string =>
  names.map((name) => `loadmodule "${name}.so"`).join('\n');

const REQUEST_ROUTE = `
request_route {
    if (!mf_process_maxfwd_header("10")) { sl_send_reply("483", "Too Many Hops"); exit; }
    if (is_method("CANCEL")) { if (t_check_trans()) t_relay(); exit; }
    if (has_totag()) {
        if (loose_route()) { t_relay(); exit; }
        if (is_method("ACK")) { if (t_check_trans()) t_relay(); exit; }
        sl_send_reply("404", "Not here");
        exit;
    }
    t_check_trans();
    if (is_method("REGISTER")) { route(REGISTER); exit; }
    if (is_method("OPTIONS") && uri == myself && $rU == $null) { sl_send_reply("200", "OK"); exit; }
    route(CALL);
}
`;

/** 0x04: the newest binding of a line is the only one, as a PBX keeps it for a device. */
const registrarRoute = (config: KamailioConfig): string => `
route[REGISTER] {
    route(SECRET);
    if (!pv_www_authenticate("${config.realm}", "$var(secret)", "0")) {
        www_challenge("${config.realm}", "${config.qop ? 1 : 0}");
        exit;
    }
    if ($var(owner) != $tU) { sl_send_reply("403", "Forbidden auth ID"); exit; }
    save("location", "0x04");
}

route[SECRET] {
    $var(secret) = "";
    $var(owner) = "";
${config.users.map(secretOf).join('\n')}
}
`;

const secretOf = ({ user, authUser, password }: KamailioUser): string =>
  `    if ($au == "${authUser}") { $var(secret) = "${password}"; $var(owner) = "${user}"; }`;

/** Numbers of the table lead to peers of the test; others are registered lines. */
const callRoute = (config: KamailioConfig): string => `
route[CALL] {
${config.challengesCalls ? challenge(config) : ''}
    if (is_method("INVITE|SUBSCRIBE|REFER")) record_route();
    if ($sht(routes=>$rU) != $null) $du = $sht(routes=>$rU);
    else if (uri == myself && !lookup("location")) { sl_send_reply("404", "Not Found"); exit; }
    t_relay();
}
`;

/** Calls of our own lines need credentials; those from the trunk do not. */
const challenge = ({ realm, qop, users }: KamailioConfig): string => `
    if ($fU =~ "^(${users.map(({ user }) => user).join('|')})$") {
        route(SECRET);
        if (!pv_proxy_authenticate("${realm}", "$var(secret)", "0")) {
            proxy_challenge("${realm}", "${qop ? 1 : 0}");
            exit;
        }
        consume_credentials();
    }`;

/** Who is registered can be asked over HTTP on the same TCP port. */
const RPC_ROUTE = `
event_route[xhttp:request] {
    set_reply_close();
    set_reply_no_connect();
    if ($hu == "/rpc") { jsonrpc_dispatch(); exit; }
    xhttp_reply("404", "Not Found", "text/plain", "");
}
`;
