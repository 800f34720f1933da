package io.noisystudent.labeler;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.noisystudent.labeler.testing.Images;
import io.noisystudent.labeler.testing.LabelerStackResource;
import io.noisystudent.labeler.testing.TinyModels;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** The extensions of the protocol, in the form in which the clients of Triton and KServe use them. */
@QuarkusTest
@QuarkusTestResource(LabelerStackResource.class)
class InferenceExtensionsIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String INFER = "/v2/models/shapes/infer";
    private static final String JSON_LENGTH = "Inference-Header-Content-Length";
    private static final int BYTES = Images.SHAPE.bytes();

    /** What tritonclient sends if nothing is said of outputs. */
    private static final String TRITON_PIXELS = "{\"inputs\":[{\"name\":\"images\",\"shape\":[2,8,8,1],\"datatype\":"
            + "\"UINT8\",\"parameters\":{\"binary_data_size\":128}}],\"parameters\":{\"binary_data_output\":true}}";

    @Test
    void shouldTakeAndGiveBinaryTensorsAsTritonsClientDoes() throws Exception {
        // When: without a content type
        HttpResponse<byte[]> answer = binary(TRITON_PIXELS, join(Images.pixels(0), Images.pixels(1)));

        // Then
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/octet-stream");
        JsonNode head = head(answer);
        assertThat(head.at("/outputs/0").toString())
                .isEqualTo("{\"name\":\"logits\",\"shape\":[2,3],\"datatype\":\"FP32\","
                        + "\"parameters\":{\"binary_data_size\":24}}");
        ByteBuffer tail = tail(answer);
        tail.position(24);
        for (int image = 0; image < 2; image++) {
            for (float probability : TinyModels.probabilities(1, Images.pixels(image))) {
                assertThat(tail.getFloat()).isCloseTo(probability, within(1e-6f));
            }
        }
        assertThat(head.at("/outputs/2/parameters/binary_data_size").asInt()).isEqualTo(tail.remaining());
        for (int image = 0; image < 2; image++) {
            byte[] name = new byte[tail.getInt()];
            tail.get(name);
            assertThat(new String(name, StandardCharsets.UTF_8))
                    .isEqualTo(TinyModels.CLASSES.get(best(Images.pixels(image))));
        }
        assertThat(tail.hasRemaining()).isFalse();
    }

    @Test
    void shouldTakeFilesAndTheirBase64AsBinaryElementsAndGiveSomeOutputsAsJson() throws Exception {
        // Given: the file itself, and as tritonclient sends the strings that it would send as JSON
        byte[] file = Images.png(0);
        byte[] text = Base64.getEncoder().encode(Images.png(1));
        ByteBuffer elements = ByteBuffer.allocate(8 + file.length + text.length).order(ByteOrder.LITTLE_ENDIAN);
        elements.putInt(file.length).put(file).putInt(text.length).put(text);

        // When: KServe's client names the type
        HttpResponse<byte[]> answer = binary(
                "{\"id\":\"7\",\"model_name\":\"shapes\",\"inputs\":[{\"name\":\"images\",\"shape\":[2],\"datatype\":"
                        + "\"BYTES\",\"parameters\":{\"binary_data_size\":" + elements.capacity() + "}}],\"outputs\":["
                        + "{\"name\":\"class\",\"parameters\":{\"binary_data\":false}},"
                        + "{\"name\":\"probabilities\",\"parameters\":{\"binary_data\":true}}]}",
                elements.array(),
                "content-type",
                "application/octet-stream");

        // Then
        JsonNode head = head(answer);
        assertThat(head.at("/outputs/0/parameters/binary_data_size").asInt()).isEqualTo(24);
        assertThat(head.at("/outputs/1/data").size()).isEqualTo(2);
        assertThat(tail(answer).getFloat()).isCloseTo(TinyModels.probabilities(1, Images.pixels(0))[0], within(1e-6f));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate"})
    void shouldReadCompressedRequests(String coding) throws Exception {
        // Given: as the client compresses it, its JSON and what follows in one piece
        byte[] body = join(TRITON_PIXELS.getBytes(StandardCharsets.UTF_8), Images.pixels(0), Images.pixels(1));

        // When
        HttpResponse<byte[]> answer = Http.send(
                INFER,
                compressed(coding, body),
                "Content-Encoding",
                coding,
                JSON_LENGTH,
                Integer.toString(TRITON_PIXELS.length()));

        // Then
        assertThat(head(answer).at("/outputs/1/shape").toString()).isEqualTo("[2,3]");
        assertThat(refusal(Http.send(INFER, body, "Content-Encoding", coding), 400))
                .startsWith("BAD_REQUEST body: it is not " + coding);
    }

    @Test
    void shouldRefuseBodiesThatAreTooLargeOnceTheyAreDecompressed() throws Exception {
        byte[] bomb = compressed("gzip", new byte[80 << 20]);

        assertThat(bomb.length).isLessThan(1 << 20);
        assertThat(refusal(
                        Http.send(
                                INFER, join(bomb), "Content-Encoding", "gzip", JSON_LENGTH, Integer.toString(79 << 20)),
                        413))
                .startsWith("TOO_LARGE body");
        HttpResponse<byte[]> unknown = Http.send(INFER, new byte[10], "Content-Encoding", "br");
        assertThat(refusal(unknown, 415)).contains("'br' is not read; send gzip, deflate");
        assertThat(unknown.headers().firstValue("Accept-Encoding")).contains("gzip, deflate");
    }

    @Test
    void shouldNameTheHighestClasses() throws Exception {
        // When: as tritonclient asks with class_count=2
        JsonNode answer = JSON.readTree(Http.post(
                        INFER,
                        input("\"name\":\"images\",\"shape\":[1,8,8,1],\"datatype\":\"UINT8\",\"data\":"
                                        + Arrays.toString(unsigned(Images.pixels(0))))
                                + ",\"outputs\":[{\"name\":\"probabilities\",\"parameters\":{\"classification\":2}}]}")
                .body());

        // Then
        float[] scores = TinyModels.probabilities(1, Images.pixels(0));
        int best = best(Images.pixels(0));
        JsonNode output = answer.at("/outputs/0");
        assertThat(output.get("datatype").asText()).isEqualTo("BYTES");
        assertThat(output.get("shape").toString()).isEqualTo("[1,2]");
        String first = output.at("/data/0").asText();
        assertThat(first).matches("0\\.[0-9]{6}:" + best + ":" + TinyModels.CLASSES.get(best));
        assertThat(value(first)).isCloseTo(scores[best], within(1e-5f));
        assertThat(value(output.at("/data/1").asText())).isLessThanOrEqualTo(scores[best]);
    }

    private static float value(String ranked) {
        return Float.parseFloat(ranked.substring(0, ranked.indexOf(':')));
    }

    @Test
    void shouldReadBase64AsItIsWritten() throws Exception {
        byte[] file = Images.png(3);
        String plain = Base64.getEncoder().encodeToString(file);
        List<String> forms = List.of(
                plain,
                Base64.getMimeEncoder(20, new byte[] {'\n'})
                        .encodeToString(file)
                        .replace("\n", "\\n"),
                Base64.getUrlEncoder().withoutPadding().encodeToString(file),
                "data:image/png;base64," + plain);
        StringBuilder data = new StringBuilder();
        forms.forEach(form -> data.append(data.length() == 0 ? "" : ",")
                .append('"')
                .append(form)
                .append('"'));

        JsonNode answer = JSON.readTree(Http.post(
                        INFER,
                        input("\"name\":\"images\",\"shape\":[4],\"datatype\":\"BYTES\",\"data\":[" + data + "]")
                                + ",\"outputs\":[{\"name\":\"class\"}]}")
                .body());

        String name = TinyModels.CLASSES.get(best(Images.pixels(3)));
        assertThat(answer.at("/outputs/0/data"))
                .allMatch(found -> found.asText().equals(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null | it is null",
                "[] | it is not an object with fields",
                "7 | it is not an object with fields",
                "{\"inputs\":[null]} | item 0 of a list is null",
                "{\"inputs\":[{}]} | there is no input 'null'",
                "{\"inputs\":[[]]} | inputs.[0]: it is not an object",
                "{\"inputs\":{}} | inputs: it is not a list",
                "{\"inputs\":[]} trailing | trailing",
                "{\"inputs\":[{\"name\":\"images\",\"shape\":[null]}]} | item 0 of a list is null",
                "{\"inputs\":[{\"name\":\"images\",\"shape\":[{}]}]} | shape.[0]: it is not a number",
                "{\"inputs\":[{\"name\":\"images\",\"parameters\":[]}]} | parameters: it is not an object",
                "{\"inputs\":[],\"outputs\":[null]} | item 0 of a list is null",
                "{\"inputs\":[],\"outputs\":[{\"name\":\"nothing\"}]} | there is no output 'nothing'",
                "{\"inputs\":[],\"outputs\":[{\"name\":\"class\",\"parameters\":{\"classification\":1}}]} | no values",
                "{\"inputs\":[{\"name\":\"pixels\",\"shape\":[1],\"datatype\":\"BYTES\",\"data\":[\"\"]}]} | no input 'pixels'",
                "{\"inputs\":[{\"name\":\"images\",\"shape\":[1],\"data\":[0.5],\"datatype\":\"FP32\"}]} | datatype is FP32",
                "{\"inputs\":[{\"name\":\"images\",\"shape\":[1,8,8,1],\"data\":[null],\"datatype\":\"UINT8\"}]} | hold null",
                "{\"inputs\":[{\"name\":\"images\",\"shape\":[1,8,8,1],\"data\":[{}],\"datatype\":\"UINT8\"}]} | an object",
                "{\"inputs\":[{\"name\":\"images\",\"shape\":[1,8,8,1],\"data\":[99999999999],\"datatype\":\"UINT8\"}]} | no UINT8",
                "{\"inputs\":[{\"name\":\"images\",\"shape\":[1,8,8,1],\"data\":[1, | end-of-input",
                "{\"inputs\":[{\"name\":\"images\",\"shape\":[1],\"datatype\":\"BYTES\",\"parameters\":"
                        + "{\"binary_data_size\":1}}]} | no header Inference-Header-Content-Length"
            })
    void shouldRefuseWrongJson(String bodyAndReason) throws Exception {
        int cut = bodyAndReason.lastIndexOf(" | ");
        assertThat(refusal(
                        Http.send(
                                INFER,
                                bodyAndReason.substring(0, cut).getBytes(StandardCharsets.UTF_8),
                                "content-type",
                                "application/json"),
                        400))
                .startsWith("BAD_REQUEST ")
                .contains(bodyAndReason.substring(cut + 3));
    }

    @Test
    void shouldRefuseBinaryDataThatIsNotWhatTheJsonSays() throws Exception {
        byte[] image = Images.pixels(0);

        assertThat(refusal(binary(TRITON_PIXELS, image), 400)).contains("is 128, and 64 bytes follow");
        assertThat(refusal(binary(TRITON_PIXELS, new byte[3 * BYTES]), 400)).contains("more bytes follow");
        assertThat(refusal(Http.send(INFER, image, JSON_LENGTH, "x"), 400)).contains("is 'x'");
        assertThat(refusal(Http.send(INFER, image, JSON_LENGTH, "-1"), 400)).contains("is -1");
        assertThat(refusal(Http.send(INFER, image, JSON_LENGTH, "65"), 400)).contains("the body has 64 bytes");
        String bytes = TRITON_PIXELS.replace("[2,8,8,1]", "[2]").replace("UINT8", "BYTES");
        assertThat(refusal(binary(bytes, new byte[2 * BYTES]), 400)).contains("shape is [2]");
        byte[] cut = new byte[2 * BYTES];
        cut[0] = 122;
        assertThat(refusal(binary(bytes, cut), 400)).contains("element 1 of the BYTES is cut off");
        assertThat(refusal(Http.send(INFER, new byte[] {0, 0, 0, '{'}), 400)).startsWith("BAD_REQUEST body");
    }

    @Test
    void shouldListConfigureAndCount() throws Exception {
        // Given
        long before = statistics("/v2/models/shapes/versions/1/stats")
                .get("inference_count")
                .asLong();
        binary(TRITON_PIXELS, new byte[2 * BYTES]);
        binary(TRITON_PIXELS, new byte[BYTES]);
        binary(TRITON_PIXELS.replace("images", "other"), new byte[2 * BYTES]);

        // When
        JsonNode after = statistics("/v2/models/shapes/versions/1/stats");

        // Then
        assertThat(JSON.readTree(Http.get("/v2/models").body()).toString()).isEqualTo("{\"models\":[\"shapes\"]}");
        assertThat(JSON.readTree(Http.get("/v2").body()).get("extensions"))
                .map(JsonNode::asText)
                .contains("binary_tensor_data", "classification", "model_configuration", "statistics");
        JsonNode config = JSON.readTree(Http.get("/v2/models/shapes/config").body());
        assertThat(config.get("input").toString())
                .isEqualTo("[{\"name\":\"images\",\"data_type\":\"TYPE_UINT8\",\"dims\":[8,8,1]}]");
        assertThat(config.get("max_batch_size").asInt()).isEqualTo(20);
        assertThat(Http.get("/v2/models/shapes/versions/99/config").statusCode())
                .isEqualTo(404);
        assertThat(after.get("inference_count").asLong()).isEqualTo(before + 2);
        assertThat(after.at("/inference_stats/fail/count").asLong()).isPositive();
        assertThat(after.at("/inference_stats/success/ns").asLong())
                .isGreaterThan(after.at("/inference_stats/compute_infer/ns").asLong());
        assertThat(statistics("/v2/models/stats").get("version").asText()).isEqualTo("1");
        assertThat(statistics("/v2/models/shapes/stats").get("name").asText()).isEqualTo("shapes");
    }

    @Test
    void shouldDescribeItsBodies() throws Exception {
        JsonNode described = JSON.readTree(Http.get("/q/openapi?format=json").body());

        JsonNode schemas = described.at("/components/schemas");
        assertThat(schemas.at("/InferRequest/required").toString()).isEqualTo("[\"inputs\"]");
        assertThat(schemas.at("/InputTensor/required").toString()).isEqualTo("[\"name\",\"shape\",\"datatype\"]");
        assertThat(schemas.at("/TensorData/type").asText()).isEqualTo("array");
        assertThat(described.at("/paths/~1v2~1models~1{model}~1infer/post/responses/default/content/application~1json"))
                .isNotEmpty();
        for (String path : List.of("{model}~1infer", "{model}~1versions~1{version}~1infer")) {
            JsonNode infer = described.at("/paths/~1v2~1models~1" + path + "/post");
            for (String content : List.of("/requestBody/content", "/responses/200/content")) {
                assertThat(infer.at(content + "/application~1octet-stream/schema/format")
                                .asText())
                        .as(path + content)
                        .isEqualTo("binary");
                assertThat(infer.at(content + "/application~1json/schema")).isNotEmpty();
            }
        }
    }

    private static JsonNode statistics(String path) throws IOException {
        return JSON.readTree(Http.get(path).body()).at("/model_stats/0");
    }

    private static String input(String fields) {
        return "{\"inputs\":[{" + fields + "}]";
    }

    private static HttpResponse<byte[]> binary(String json, byte[] tail, String... headers) {
        byte[] head = json.getBytes(StandardCharsets.UTF_8);
        String[] all = Arrays.copyOf(headers, headers.length + 2);
        all[headers.length] = JSON_LENGTH;
        all[headers.length + 1] = Integer.toString(head.length);
        return Http.send(INFER, join(head, tail), all);
    }

    private static JsonNode head(HttpResponse<byte[]> answer) throws IOException {
        assertThat(answer.statusCode())
                .as(new String(answer.body(), StandardCharsets.UTF_8))
                .isEqualTo(200);
        return JSON.readTree(Arrays.copyOf(answer.body(), length(answer)));
    }

    private static ByteBuffer tail(HttpResponse<byte[]> answer) {
        return ByteBuffer.wrap(Arrays.copyOfRange(answer.body(), length(answer), answer.body().length))
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    private static int length(HttpResponse<byte[]> answer) {
        return Integer.parseInt(answer.headers().firstValue(JSON_LENGTH).orElseThrow());
    }

    private static String refusal(HttpResponse<byte[]> answer, int status) throws IOException {
        assertThat(answer.statusCode())
                .as(new String(answer.body(), StandardCharsets.UTF_8))
                .isEqualTo(status);
        return JSON.readTree(answer.body()).get("error").asText();
    }

    private static byte[] compressed(String coding, byte[] body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream stream =
                coding.equals("gzip") ? new GZIPOutputStream(bytes) : new DeflaterOutputStream(bytes)) {
            stream.write(body);
        }
        return bytes.toByteArray();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }

    private static int[] unsigned(byte[] bytes) {
        int[] values = new int[bytes.length];
        Arrays.setAll(values, i -> Byte.toUnsignedInt(bytes[i]));
        return values;
    }

    private static int best(byte[] pixels) {
        float[] scores = TinyModels.probabilities(1, pixels);
        int best = 0;
        for (int label = 1; label < scores.length; label++) {
            best = scores[label] > scores[best] ? label : best;
        }
        return best;
    }
}
