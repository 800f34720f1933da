package io.noisystudent.registry;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.noisystudent.contracts.digest.Digests;
import io.noisystudent.registry.testing.Api;
import io.noisystudent.registry.testing.Registries;
import io.noisystudent.registry.testing.Stores;
import io.noisystudent.storage.minio.MinioObjectStore;
import io.noisystudent.testkit.process.ServiceProcess;
import io.noisystudent.testkit.stack.EmbeddedStack;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Files and bodies that want to do harm: each is refused with its code, and none is kept. */
class HostileUploadIT {
    private final ServiceProcess registry = Registries.shared();
    private final Api api = new Api(registry);

    @Test
    void shouldRefuseHostileFilesAndKeepNone() {
        SoftAssertions softly = new SoftAssertions();
        files().forEach((file, code) -> {
            HttpResponse<byte[]> answer = api.send("POST", "/models/hostile/versions", file.content());
            softly.assertThat(Api.problem(answer)).as(file.name()).isEqualTo("422 " + code + " true");
        });
        softly.assertAll();
        assertThat(Api.problem(api.get("/models/hostile"))).isEqualTo("404 NOT_FOUND true");
        assertNothingKept();
    }

    @Test
    void shouldKeepNothingOfABodyThatBreaksOff() throws Exception {
        // Given
        byte[] onnx = Api.onnx(1);
        URI uri = registry.uri("/api/v1/blobs/sha256/" + Digests.sha256Hex(onnx));
        String head = "PUT " + uri.getPath() + " HTTP/1.1\r\nHost: " + uri.getAuthority()
                + "\r\nContent-Type: application/octet-stream\r\nContent-Length: " + onnx.length + "\r\n\r\n";
        // When
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(onnx, 0, onnx.length / 2);
            socket.getOutputStream().flush();
            socket.shutdownOutput();
            socket.getInputStream().readAllBytes();
        }
        // Then
        assertNothingKept();
        assertThat(api.get("/models").statusCode()).isEqualTo(200);
    }

    @Test
    void shouldRefuseADigestThatIsNotThatOfTheBody() {
        byte[] onnx = Api.onnx(1);
        assertThat(Api.problem(api.send("PUT", "/blobs/sha256/" + "0".repeat(64), onnx)))
                .isEqualTo("422 DIGEST_MISMATCH true");
        assertNothingKept();
    }

    private static void assertNothingKept() {
        try (MinioObjectStore store = Stores.of(EmbeddedStack.shared())) {
            assertThat(store.list("blobs/", "", 10)).isEmpty();
            assertThat(store.list("models/", "", 10)).isEmpty();
        }
    }

    private static Map<File, String> files() {
        Map<File, String> files = new LinkedHashMap<>();
        for (String location :
                new String[] {"../../etc/passwd", "/etc/passwd", "sub/../../x", "weights.bin", "*/_ORT_MEM_ADDR_/*"}) {
            files.put(changed("data at " + location, model -> external(weights(model), location)), "EXTERNAL_DATA");
        }
        files.put(
                changed("a huge dimension", model -> weights(model).clearDims().addDims(1L << 40)), "TENSOR_SIZE");
        files.put(changed("a negative dimension", model -> weights(model).setDims(0, -1)), "TENSOR_SIZE");
        files.put(
                changed("less data than declared", model -> weights(model)
                        .setRawData(ByteString.copyFrom(new byte[4]))),
                "TENSOR_SIZE");
        files.put(
                changed("text in a tensor", model -> weights(model)
                        .setDataType(TensorProto.DataType.STRING.getNumber())
                        .clearRawData()),
                "OPERATOR_NOT_ALLOWED");
        for (String operator : new String[] {"Loop", "If", "Scan", "StringNormalizer"}) {
            files.put(changed(operator, model -> first(model).setOpType(operator)), "OPERATOR_NOT_ALLOWED");
        }
        files.put(
                changed("a domain of its own", model -> {
                    model.addOpsetImport(
                            OperatorSetIdProto.newBuilder().setDomain("evil").setVersion(1));
                    first(model).setDomain("evil");
                }),
                "OPERATOR_NOT_ALLOWED");
        files.put(
                changed("a subgraph", model -> first(model)
                        .addAttribute(AttributeProto.newBuilder()
                                .setName("body")
                                .setType(AttributeProto.AttributeType.GRAPH)
                                .setG(GraphProto.newBuilder().addNode(NodeProto.newBuilder())))),
                "OPERATOR_NOT_ALLOWED");
        files.put(
                changed("a sparse constant", model -> model.getGraphBuilder()
                        .addSparseInitializer(SparseTensorProto.newBuilder()
                                .setValues(TensorProto.newBuilder().setName("s")))),
                "OPERATOR_NOT_ALLOWED");
        files.put(
                changed(
                        "a function",
                        model -> model.addFunctions(FunctionProto.newBuilder().setName("f"))),
                "OPERATOR_NOT_ALLOWED");
        files.put(
                changed(
                        "an unknown input",
                        model -> model.getGraphBuilder().getInputBuilder(0).setName("pictures")),
                "BAD_GRAPH");
        files.put(new File("a pickle", bytes("\u0080\u0004cposix\nsystem\n")), "NOT_ONNX");
        files.put(new File("a zip, as PyTorch writes", bytes("PK\u0003\u0004archive/data.pkl")), "NOT_ONNX");
        files.put(new File("a gzip", bytes("\u001f\u008b\u0008 bomb")), "NOT_ONNX");
        files.put(new File("a tar", bytes("../../x" + "\0".repeat(250) + "ustar")), "NOT_ONNX");
        files.put(new File("nothing", new byte[0]), "NOT_ONNX");
        return files;
    }

    private static byte[] bytes(String latin) {
        return latin.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static TensorProto.Builder weights(ModelProto.Builder model) {
        GraphProto.Builder graph = model.getGraphBuilder();
        for (int i = 0; i < graph.getInitializerCount(); i++) {
            if (graph.getInitializer(i).getRawData().size() > 100) {
                return graph.getInitializerBuilder(i);
            }
        }
        throw new IllegalStateException("no weights");
    }

    private static NodeProto.Builder first(ModelProto.Builder model) {
        return model.getGraphBuilder().getNodeBuilder(0);
    }

    private static void external(TensorProto.Builder tensor, String location) {
        tensor.clearRawData()
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(
                        StringStringEntryProto.newBuilder().setKey("location").setValue(location));
    }

    private static File changed(String name, Consumer<ModelProto.Builder> change) {
        try {
            ModelProto.Builder model = ModelProto.parseFrom(Api.onnx(7)).toBuilder();
            change.accept(model);
            return new File(name, model.build().toByteArray());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Compared by identity. */
    private static final class File {
        private final String name;
        private final byte[] content;

        private File(String name, byte[] content) {
            this.name = name;
            this.content = content;
        }

        private String name() {
            return name;
        }

        private byte[] content() {
            return content;
        }
    }
}
