// A real, certified OpenID Connect provider (npm oidc-provider) as a council's directory: two people, a page to log in,
// keys that change, and an end.
import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import Provider from "oidc-provider";

const PEOPLE = {
  ash: { name: "Ash Newcomer", email: "ash.newcomer@example.org" },
  kim: { name: "Kim Stranger", email: "kim.stranger@example.org" },
};

const page = (title, body) =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title></head><body><main><h1>${title}</h1>${body}</main></body></html>`;

function newKey(kid) {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return { ...privateKey.export({ format: "jwk" }), kid, use: "sig", alg: "RS256" };
}

/**
 * A key by which a service proves itself with signed statements (`private_key_jwt`), as GOV.UK One Login asks for.
 * @param {"rsa" | "ec"} kind RSA of 2048 bits, or the curve P-256
 * @returns {{pem: string, public: object}} the private key for the service, the public one for the provider
 */
export function signingKey(kind, kid) {
  const options = kind === "rsa" ? { modulusLength: 2048 } : { namedCurve: "P-256" };
  const { privateKey, publicKey } = generateKeyPairSync(kind, options);
  const alg = kind === "rsa" ? "RS256" : "ES256";
  return {
    pem: privateKey.export({ type: "pkcs8", format: "pem" }),
    public: { ...publicKey.export({ format: "jwk" }), kid, use: "sig", alg },
  };
}

async function read(request) {
  let text = "";
  for await (const bytes of request) text += bytes;
  return new URLSearchParams(text);
}

/**
 * Starts it on a port of 127.0.0.1 for the service at `base`. `more` are clients besides the one with a secret.
 * @returns {Promise<{issuer: string, stop: () => Promise<void>, again: (kid: string) => Promise<void>}>} `again` starts it
 *   anew with another key
 */
export async function startProvider({ port, base, clientId, secret, more = [] }) {
  const issuer = `http://127.0.0.1:${port}`;
  let server;

  const start = async (kid) => {
    const provider = new Provider(issuer, {
      clients: [
        {
          client_id: clientId,
          client_secret: secret,
          redirect_uris: [`${base}/sign-in/back/county`],
          post_logout_redirect_uris: [`${base}/signed-out`],
          backchannel_logout_uri: `${base}/sign-out/told-by/county`,
          backchannel_logout_session_required: true,
        },
        ...more,
      ],
      jwks: { keys: [newKey(kid)] },
      cookies: { keys: ["a key of a journey, which keeps no secret"] },
      pkce: { required: () => true },
      claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
      findAccount: (_, id) => ({
        accountId: id,
        claims: () => ({ sub: id, ...PEOPLE[id], email_verified: true }),
      }),
      // It refuses to call a server on this machine, where the journey's own is.
      fetch: (url, { dispatcher: _, ...options }) => fetch(url, options),
      interactions: { url: (_, interaction) => `/log-in/${interaction.uid}` },
      features: {
        devInteractions: { enabled: false },
        backchannelLogout: { enabled: true },
        rpInitiatedLogout: {
          enabled: true,
          logoutSource: (ctx, form) => {
            ctx.body = page("Log out of the county", `${form}<p><button form="op.logoutForm" name="logout" value="yes">Log out</button></p>`);
          },
          postLogoutSuccessSource: (ctx) => {
            ctx.body = page("Logged out of the county", "<p>Goodbye.</p>");
          },
        },
      },
    });
    const answer = provider.callback();
    server = createServer(async (request, response) => {
      if (!request.url.startsWith("/log-in/")) return answer(request, response);
      const { uid, params, prompt, session } = await provider.interactionDetails(request, response);
      if (request.method === "GET" && prompt.name === "login") {
        const fields = `<form method="post"><label>User name <input name="login" autocomplete="username"></label> <button>Log in</button></form>`;
        response.setHeader("content-type", "text/html; charset=utf-8");
        return response.end(page("Log in at the county", fields));
      }
      const accountId = session?.accountId ?? (await read(request)).get("login");
      const grant = new provider.Grant({ accountId, clientId: params.client_id });
      grant.addOIDCScope(params.scope);
      const grantId = await grant.save();
      return provider.interactionFinished(request, response, { login: { accountId }, consent: { grantId } }, { mergeWithLastSubmission: Boolean(uid) });
    });
    await new Promise((resolve, reject) => server.once("error", reject).listen(port, "127.0.0.1", resolve));
  };

  const stop = async () => {
    server?.closeAllConnections();
    if (server?.listening) await new Promise((resolve) => server.close(resolve));
  };
  await start("first");
  const again = async (kid) => {
    await stop();
    await start(kid);
  };
  return { issuer, stop, again };
}
