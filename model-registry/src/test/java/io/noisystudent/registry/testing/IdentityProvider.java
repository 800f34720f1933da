package io.noisystudent.registry.testing;

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
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** As much of an OpenID Connect provider as a service sees of it: a discovery document, and a key. */
public final class IdentityProvider implements AutoCloseable {
    private static final long LIFETIME_SECONDS = 3600;

    private final KeyPair keys = keyPair();
    private final HttpServer server;
    private final String address;

    public IdentityProvider() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        address = "http://127.0.0.1:" + server.getAddress().getPort();
        server.createContext(
                "/.well-known/openid-configuration",
                exchange -> answer(
                        exchange,
                        Map.of(
                                "issuer",
                                address,
                                "jwks_uri",
                                address + "/keys",
                                "response_types_supported",
                                List.of("id_token"))));
        server.createContext("/keys", exchange -> answer(exchange, Map.of("keys", List.of(key()))));
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

    public String expiredToken(String subject, String audience) {
        return token(keys, subject, audience, -LIFETIME_SECONDS);
    }

    /** Says that it is from here, and is not. */
    public String forgedToken(String subject, String audience) {
        return token(keyPair(), subject, audience, LIFETIME_SECONDS);
    }

    private String token(KeyPair signer, String subject, String audience, long seconds) {
        Instant now = Instant.now();
        String text = base64(json(Map.of("alg", "RS256", "typ", "JWT", "kid", "test"))) + "."
                + base64(json(Map.of(
                        "iss", address,
                        "sub", subject,
                        "aud", List.of(audience),
                        "iat", now.minusSeconds(2 * LIFETIME_SECONDS).getEpochSecond(),
                        "exp", now.plusSeconds(seconds).getEpochSecond())));
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(signer.getPrivate());
            signature.update(text.getBytes(StandardCharsets.US_ASCII));
            return text + "." + base64(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private Map<String, String> key() {
        RSAPublicKey key = (RSAPublicKey) keys.getPublic();
        return Map.of(
                "kty", "RSA",
                "use", "sig",
                "alg", "RS256",
                "kid", "test",
                "n", base64(unsigned(key.getModulus())),
                "e", base64(unsigned(key.getPublicExponent())));
    }

    private static byte[] unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return bytes[0] == 0 ? java.util.Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] json(Map<String, ?> object) {
        try {
            return Api.JSON.writeValueAsBytes(object);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void answer(HttpExchange exchange, Map<String, ?> object) throws IOException {
        byte[] body = json(object);
        exchange.getResponseHeaders().add("content-type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static KeyPair keyPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
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
