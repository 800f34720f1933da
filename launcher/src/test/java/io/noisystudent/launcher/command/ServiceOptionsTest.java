package io.noisystudent.launcher.command;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.noisystudent.launcher.console.Terminal;
import io.noisystudent.testkit.stack.TestAuthority;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

import static org.assertj.core.api.Assertions.assertThat;

/** Commands that ask a service, on the loopback. */
class ServiceOptionsTest {
    private static final String PIPELINE = """
            pipeline:
              name: pets
              image: {height: 8, width: 8, channels: 1}
              classes: [cat, dog]
              recipes: [{network: mlp, steps: 5}]
            """;
    /** More requests than any command here sends get an error, which ends one that goes on for ever. */
    private static final int MOST_REQUESTS = 3;

    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
    private final StringWriter errors = new StringWriter();
    private final List<String> requests = new ArrayList<>();
    private HttpServer server;

    @TempDir
    private Path directory;

    @AfterEach
    void stop() {
        if (server != null) {
            server.stop(0);
        }
    }

    @Test
    void shouldTakeATokenAndAnAuthorityWhereverAServiceIsNamed() {
        List<String> asking = new ArrayList<>();
        check(NoisyStudent.commandLine(terminal()), asking);
        assertThat(asking)
                .containsExactlyInAnyOrder(
                        "status",
                        "models",
                        "import",
                        "ensemble",
                        "fixres",
                        "networks",
                        "dead-letters",
                        "show",
                        "replay");
    }

    private static void check(CommandLine command, List<String> asking) {
        boolean names = command.getCommandSpec().options().stream()
                .map(OptionSpec::typeInfo)
                .anyMatch(type -> type.getType() == URI.class);
        if (names) {
            asking.add(command.getCommandName());
            assertThat(command.getCommandSpec().optionsMap())
                    .as(command.getCommandName())
                    .containsKeys("--token-file", "--ca-file");
        }
        command.getSubcommands().values().forEach(sub -> check(sub, asking));
    }

    @Test
    void shouldTrustOnlyTheAuthorityOfTheFile() throws Exception {
        // Given
        TestAuthority authority = TestAuthority.in(directory, "authority");
        TestAuthority other = TestAuthority.in(directory, "other");
        String service = serve(authority.issue("service"));
        String token = Files.writeString(directory.resolve("token"), "secret\n").toString();
        String pipeline =
                Files.writeString(directory.resolve("pipeline.yaml"), PIPELINE).toString();
        String trusted = authority.certificate().toString();

        // When, Then
        assertThat(run("dead-letters", "--teacher", service, "--token-file", token, "--ca-file", trusted))
                .as(errors.toString())
                .isZero();
        assertThat(run(
                        "models",
                        "--registry",
                        service,
                        "--pipeline",
                        pipeline,
                        "--token-file",
                        token,
                        "--ca-file",
                        trusted))
                .as(errors.toString())
                .isZero();
        assertThat(requests).hasSize(3).allMatch(request -> request.endsWith(" Bearer secret"));
        assertThat(run("dead-letters", "--teacher", service)).isEqualTo(1);
        assertThat(run(
                        "dead-letters",
                        "--teacher",
                        service,
                        "--ca-file",
                        other.certificate().toString()))
                .isEqualTo(1);
        assertThat(errors.toString()).contains("SERVICE_FAILED", "PKIX path");
        assertThat(run("models", "--registry", service, "--pipeline", pipeline, "--ca-file", token))
                .isEqualTo(1);
        assertThat(errors.toString()).contains("CONFIG_INVALID --ca-file: no certificate can be read");
        assertThat(requests).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dead-letters", "dead-letters replay --all"})
    void shouldEndWithAPageThatNamesNoNextOne(String command) throws Exception {
        // Given
        String service = serve(null);
        List<String> line = new ArrayList<>(List.of(command.split(" ", -1)));
        line.addAll(List.of("--teacher", service));

        // When, Then
        assertThat(run(line.toArray(String[]::new))).as(errors.toString()).isZero();
        assertThat(requests).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-5"})
    void shouldRefuseToListNothing(String limit) {
        assertThat(run("dead-letters", "--limit", limit)).isEqualTo(2);
        assertThat(errors.toString()).contains("--limit is " + limit + "; ask for at least 1");
    }

    private int run(String... arguments) {
        return NoisyStudent.commandLine(terminal())
                .setErr(new PrintWriter(errors, true))
                .execute(arguments);
    }

    private Terminal terminal() {
        return new Terminal(new PrintStream(screen, true, StandardCharsets.UTF_8), false);
    }

    /** A service without anything; over TLS with a key and its certificate. */
    private String serve(Path pem) throws Exception {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        if (pem == null) {
            server = HttpServer.create(address, 0);
        } else {
            HttpsServer secured = HttpsServer.create(address, 0);
            secured.setHttpsConfigurator(new HttpsConfigurator(context(pem)));
            server = secured;
        }
        server.createContext("/", this::answer);
        server.start();
        return (pem == null ? "http" : "https") + "://127.0.0.1:"
                + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.add(
                exchange.getRequestURI() + " " + exchange.getRequestHeaders().getFirst("Authorization"));
        boolean alias = exchange.getRequestURI().getPath().contains("/aliases/");
        byte[] body = (alias
                        ? "{\"title\":\"none\",\"status\":404,\"code\":\"NOT_FOUND\",\"subject\":\"a\",\"detail\":\"d\"}"
                        : "{\"items\":[]}")
                .getBytes(StandardCharsets.UTF_8);
        int status = alias ? 404 : 200;
        exchange.sendResponseHeaders(requests.size() > MOST_REQUESTS ? 500 : status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static SSLContext context(Path pem) throws Exception {
        String text = Files.readString(pem);
        String key = text.substring(text.indexOf("KEY-----") + 8, text.indexOf("-----END PRIVATE"));
        PrivateKey secret = KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(key)));
        Certificate certificate = CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(
                        text.substring(text.indexOf("-----BEGIN CERTIFICATE")).getBytes(StandardCharsets.US_ASCII)));
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        keys.setKeyEntry("service", secret, new char[0], new Certificate[] {certificate});
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }
}
