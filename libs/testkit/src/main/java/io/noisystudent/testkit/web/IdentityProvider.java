package io.noisystudent.testkit.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** As much of an OpenID Connect provider as a service sees of it: a discovery document, and a key. */
public final class IdentityProvider implements AutoCloseable {
    private static final long LIFETIME_SECONDS = 3600;
    private static final int KEY_BITS = 2048;
    private static final int OK = 200;

    private final KeyPair keys = keyPair();
    private final HttpServer server;
    private final String address;

    /** Serves on a free port of this machine. */
    public IdentityProvider() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        address = "http://127.0.0.1:" + server.getAddress().getPort();
        String discovery = """
                {"issuer": "%1$s", "jwks_uri": "%1$s/keys", "response_types_supported": ["id_token"]}
                """.formatted(address);
        server.createContext("/.well-known/openid-configuration", exchange -> answer(exchange, discovery));
        server.createContext("/keys", exchange -> answer(exchange, keySet()));
        server.start();
    }

    /** Where it is, and whom its tokens name as their issuer. */
    public String address() {
        return address;
    }

    /** A token as Kubernetes makes it for a service account: no roles, only a subject. */
    public String token(String subject, String audience) {
        return token(keys, subject, audience, LIFETIME_SECONDS);
    }

    /** A token that was valid once. */
    public String expiredToken(String subject, String audience) {
        return token(keys, subject, audience, -LIFETIME_SECONDS);
    }

    /** Says that it is from here, and is not. */
    public String forgedToken(String subject, String audience) {
        return token(keyPair(), subject, audience, LIFETIME_SECONDS);
    }

    /** Says by itself that it needs no signature ({@code alg: none}). */
    public String unsignedToken(String subject, String audience) {
        String text = base64(bytes("{\"alg\": \"none\", \"typ\": \"JWT\"}"))
                + "."
                + base64(bytes(claims(subject, audience, LIFETIME_SECONDS)));
        return text + ".";
    }

    /** Signed with a secret that is public: the public key, taken for one of HMAC. */
    public String confusedToken(String subject, String audience) {
        String text = base64(bytes("{\"alg\": \"HS256\", \"typ\": \"JWT\", \"kid\": \"test\"}"))
                + "."
                + base64(bytes(claims(subject, audience, LIFETIME_SECONDS)));
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(keys.getPublic().getEncoded(), "HmacSHA256"));
            return text + "." + base64(mac.doFinal(bytes(text)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private String claims(String subject, String audience, long seconds) {
        long now = Instant.now().getEpochSecond();
        return """
                {"iss": "%s", "sub": "%s", "aud": ["%s"], "iat": %d, "exp": %d}
                """.formatted(address, subject, audience, now - 2 * LIFETIME_SECONDS, now + seconds);
    }

    private String token(KeyPair signer, String subject, String audience, long seconds) {
        String claims = claims(subject, audience, seconds);
        String header = "{\"alg\": \"RS256\", \"typ\": \"JWT\", \"kid\": \"test\"}";
        String text = base64(bytes(header)) + "." + base64(bytes(claims));
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(signer.getPrivate());
            signature.update(bytes(text));
            return text + "." + base64(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private String keySet() {
        RSAPublicKey key = (RSAPublicKey) keys.getPublic();
        return """
                {"keys": [{"kty": "RSA", "use": "sig", "alg": "RS256", "kid": "test", "n": "%s", "e": "%s"}]}
                """.formatted(base64(unsigned(key.getModulus())), base64(unsigned(key.getPublicExponent())));
    }

    private static byte[] unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static void answer(HttpExchange exchange, String json) throws IOException {
        byte[] body = bytes(json);
        exchange.getResponseHeaders().add("content-type", "application/json");
        exchange.sendResponseHeaders(OK, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static KeyPair keyPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(KEY_BITS);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
