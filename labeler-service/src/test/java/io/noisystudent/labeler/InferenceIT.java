package io.noisystudent.labeler;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.noisystudent.labeler.inference.Admission;
import io.noisystudent.labeler.testing.Images;
import io.noisystudent.labeler.testing.LabelerStackResource;
import io.noisystudent.labeler.testing.TinyModels;
import io.noisystudent.testkit.web.BodyLimitProbe;
import io.noisystudent.testkit.web.ForeignClient;
import io.noisystudent.testkit.web.ForeignPageProbe;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

@QuarkusTest
@QuarkusTestResource(LabelerStackResource.class)
class InferenceIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Inject
    Admission admission;

    @Test
    void shouldBeOfNoUseToAForeignPage() {
        assertThat(new ForeignPageProbe(Http.uri(""))
                        .breaches(
                                Set.of(
                                        "POST /v2/models/{model}/infer",
                                        "POST /v2/models/{model}/versions/{version}/infer"),
                                Set.of("GET /v2/health/live", "GET /v2/health/ready")))
                .isEmpty();
    }

    @Test
    void shouldServeForeignClientsAndProbes() {
        String image = "[\"" + Base64.getEncoder().encodeToString(Images.png(0)) + "\"]";
        for (ForeignClient client : List.of(ForeignClient.TRITON, ForeignClient.KSERVE)) {
            assertThat(client.ask(
                            Http.uri(""),
                            "localhost",
                            Optional.empty(),
                            "POST /v2/models/shapes/infer",
                            input("[1]", "BYTES", image)))
                    .as(client.toString())
                    .isEqualTo(200);
        }
        assertThat(ForeignClient.refusedProbes(Http.uri(""))).isEmpty();
    }

    @Test
    void shouldKeepEveryRouteToItsLimit() {
        BodyLimitProbe probe = new BodyLimitProbe(Http.uri(""), "");

        assertThat(probe.breaches(
                        Set.of("POST /v2/models/{model}/infer", "POST /v2/models/{model}/versions/{version}/infer")))
                .isEmpty();
    }

    @Test
    void shouldRefuseTooManyInputs() {
        String inputs = "{\"inputs\":[" + "{},".repeat(20_000) + "{}]}";
        String texts = "{\"inputs\":[{\"name\":\"images\",\"data\":[" + "\"\",".repeat(20_000) + "\"\"]}]}";

        assertThat(Http.post("/v2/models/shapes/infer", inputs).body()).contains("at most 10000");
        assertThat(Http.post("/v2/models/shapes/infer", texts).body()).contains("at most 10000");
    }

    @Test
    void shouldDescribeServerAndModel() throws Exception {
        // When
        JsonNode server = JSON.readTree(Http.get("/v2").body());
        JsonNode model = JSON.readTree(Http.get("/v2/models/shapes").body());
        JsonNode version =
                JSON.readTree(Http.get("/v2/models/shapes/versions/2").body());

        // Then
        assertThat(server.get("name").asText()).isNotBlank();
        assertThat(server.get("extensions").isArray()).isTrue();
        assertThat(model.toString())
                .isEqualTo("{\"name\":\"shapes\",\"versions\":[\"1\"],\"platform\":\"onnx_onnxv1\","
                        + "\"inputs\":[{\"name\":\"images\",\"datatype\":\"UINT8\",\"shape\":[-1,8,8,1]}],"
                        + "\"outputs\":[{\"name\":\"logits\",\"datatype\":\"FP32\",\"shape\":[-1,3]},"
                        + "{\"name\":\"probabilities\",\"datatype\":\"FP32\",\"shape\":[-1,3]},"
                        + "{\"name\":\"class\",\"datatype\":\"BYTES\",\"shape\":[-1]}]}");
        assertThat(version.get("versions").get(0).asText()).isEqualTo("2");
        assertThat(Http.get("/v2/health/live").body()).isEqualTo("{\"live\":true}");
        assertThat(Http.get("/v2/health/ready").body()).isEqualTo("{\"ready\":true}");
        assertThat(Http.get("/v2/models/shapes/ready").statusCode()).isEqualTo(200);
        assertThat(Http.get("/v2/models/shapes/versions/99/ready").statusCode()).isEqualTo(503);
    }

    @Test
    void shouldClassifyPixelsAndFilesAlike() throws Exception {
        // Given
        StringJoiner pixels = new StringJoiner(",", "[", "]");
        StringJoiner files = new StringJoiner(",", "[", "]");
        for (int i = 0; i < 11; i++) {
            StringJoiner image = new StringJoiner(",", "[", "]");
            for (byte value : Images.pixels(i)) {
                image.add(Integer.toString(value & 0xFF));
            }
            pixels.add(image.toString());
            files.add('"' + Base64.getEncoder().encodeToString(Images.png(i)) + '"');
        }

        // When
        JsonNode fromPixels = JSON.readTree(
                infer("{\"id\":\"7\",\"inputs\":[{\"name\":\"images\",\"shape\":[11,8,8,1],\"datatype\":\"UINT8\","
                                + "\"data\":" + pixels + "}]}")
                        .body());
        JsonNode fromFiles = JSON.readTree(infer("{\"inputs\":[{\"data\":" + files
                        + ",\"name\":\"images\",\"shape\":[11],\"datatype\":\"BYTES\"}],"
                        + "\"outputs\":[{\"name\":\"probabilities\"}]}")
                .body());

        // Then
        assertThat(fromPixels.get("id").asText()).isEqualTo("7");
        assertThat(fromPixels.get("model_name").asText()).isEqualTo("shapes");
        assertThat(fromPixels.get("model_version").asText()).isEqualTo("1");
        assertThat(JSON.readTree(fromPixels.at("/parameters/classes").asText()).toString())
                .isEqualTo("[\"dark\",\"light\",\"mixed\"]");
        assertThat(fromPixels.at("/outputs/0/name").asText()).isEqualTo("logits");
        assertThat(fromPixels.at("/outputs/1/shape").toString()).isEqualTo("[11,3]");
        assertThat(fromPixels.at("/outputs/2/data").size()).isEqualTo(11);
        assertThat(fromFiles.get("outputs").size()).isEqualTo(1);
        for (int i = 0; i < 11; i++) {
            float[] alone = TinyModels.probabilities(1, Images.pixels(i));
            for (int label = 0; label < 3; label++) {
                int at = 3 * i + label;
                assertThat(fromPixels.at("/outputs/1/data").get(at).floatValue())
                        .isCloseTo(alone[label], within(1e-6f));
                assertThat(fromFiles.at("/outputs/0/data").get(at).floatValue()).isCloseTo(alone[label], within(1e-6f));
            }
        }
    }

    @Test
    void shouldRefuseWhatItCannotAnswer() throws Exception {
        assertRefused(infer("{not json"), 400, "BAD_REQUEST");
        assertRefused(infer(""), 400, "BAD_REQUEST");
        assertRefused(infer("{\"inputs\":[]}"), 400, "BAD_REQUEST inputs");
        assertRefused(infer(input("[1,8,8,1]", "UINT8", "[1,2,3]")), 400, "BAD_REQUEST data");
        assertRefused(infer(input("[1,8,8,1]", "UINT8", "[256]")), 400, "256");
        assertRefused(infer(input("[1,9,9,1]", "UINT8", "[1]")), 400, "[1, 8, 8, 1]");
        assertRefused(infer(input("[1,8,8,1]", "FP32", "[1]")), 400, "FP32");
        assertRefused(infer(input("[21,8,8,1]", "UINT8", "[1]")), 413, "TOO_LARGE");
        assertRefused(infer(input("[1]", "BYTES", "[\"%%%\"]")), 400, "BAD_REQUEST data[0]");
        assertRefused(infer(input("[1]", "BYTES", "[\"aGVsbG8=\"]")), 400, "UNKNOWN_CONTENT_TYPE data[0]");
        assertRefused(Http.get("/v2/models/other"), 404, "NOT_FOUND");
        assertRefused(Http.get("/v2/models/shapes/versions/x"), 400, "BAD_REQUEST version");
        assertRefused(Http.get("/v2/models/shapes/versions/99"), 404, "NOT_FOUND");
    }

    @Test
    void shouldRefuseMorePixelsThanARequestMayHave() throws Exception {
        // Given: 14 KB that would become 1.3 million pixels
        String image = '"' + Base64.getEncoder().encodeToString(Images.blankPng(800, 800)) + '"';

        // When, Then
        assertThat(infer(input("[1]", "BYTES", "[" + image + "]")).statusCode()).isEqualTo(200);
        assertRefused(
                infer(input("[2]", "BYTES", "[" + image + "," + image + "]")),
                413,
                "TOO_LARGE data[1]: the images up to this one have 1280000 pixels; send at most 1000000");
    }

    @Test
    @SuppressWarnings("try") // the client goes before its scope ends
    void shouldKeepAFewRequestsWaitingAndNoneWhoseClientHasGone() throws Exception {
        // Given: everything is taken
        String body = input("[1]", "BYTES", "[\"" + Base64.getEncoder().encodeToString(Images.png(0)) + "\"]");
        try (Admission.Entry request = admission.enter(() -> false);
                Admission.Turn all = request.turn(1_000_000);
                Socket client = new Socket("localhost", Http.uri("").getPort())) {
            client.getOutputStream()
                    .write(("POST /v2/models/shapes/infer HTTP/1.1\r\nHost: localhost\r\n"
                                    + "Content-Type: application/json\r\nContent-Length: " + body.length()
                                    + "\r\n\r\n" + body)
                            .getBytes(StandardCharsets.UTF_8));
            await().until(() -> admission.waiting() == 1);

            // When
            HttpResponse<String> tooMany = infer(body);
            client.close();

            // Then
            assertRefused(tooMany, 503, "TOO_BUSY inference: 2 requests");
            assertThat(tooMany.headers().firstValue("Retry-After")).contains("2");
            await().until(() -> admission.waiting() == 0);
            assertThat(Http.get("/q/metrics").body()).contains("noisystudent_inference_waiting 0");
            assertThat(all).isNotNull();
        }
        assertThat(infer(body).statusCode()).isEqualTo(200);
    }

    @Test
    void shouldShowWhatItDoes() throws Exception {
        // Given
        infer(input("[1]", "BYTES", "[\"" + Base64.getEncoder().encodeToString(Images.png(0)) + "\"]"));

        // When, Then
        assertThat(Http.get("/q/metrics").body())
                .contains("noisystudent_model_loads_total")
                .contains("noisystudent_samples_total{outcome=\"accepted\"}");
        assertThat(Http.get("/q/openapi").body()).contains("/v2/models/{model}/infer");
        assertThat(Http.get("/q/health/live").statusCode()).isEqualTo(200);
    }

    private static String input(String shape, String datatype, String data) {
        return "{\"inputs\":[{\"name\":\"images\",\"shape\":" + shape + ",\"datatype\":\"" + datatype + "\",\"data\":"
                + data + "}]}";
    }

    private static HttpResponse<String> infer(String json) {
        return Http.post("/v2/models/shapes/infer", json);
    }

    private static void assertRefused(HttpResponse<String> answer, int status, String words) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        JsonNode error = JSON.readTree(answer.body());
        assertThat(error.size()).isEqualTo(1);
        assertThat(error.get("error").asText()).contains(words);
    }
}
