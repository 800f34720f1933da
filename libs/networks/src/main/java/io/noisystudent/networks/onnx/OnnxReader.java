package io.noisystudent.networks.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.CodedInputStream;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.ModelMetadata;
import io.noisystudent.networks.graph.Tensor;
import io.noisystudent.networks.graph.TensorSpec;
import io.noisystudent.networks.validation.GraphCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads ONNX files as graphs, trusting nothing in them.
 *
 * <p>Refused, with the name of the node or constant: what is not ONNX ({@code NOT_ONNX}), what exceeds the limits
 * ({@code MODEL_LIMITS}, {@code TENSOR_SIZE}), data outside the file ({@code EXTERNAL_DATA}), operators, domains and
 * types that are not served ({@code OPERATOR_NOT_ALLOWED}), wrong wiring ({@code BAD_GRAPH}). Documentation texts and
 * shapes of intermediate values are dropped. The signature is not checked here: see {@code ServedSignature}; nor is whether
 * the network can be trained: see {@code GraphCheck}.
 */
public final class OnnxReader {
    /** The oldest operator set that ONNX Runtime promises to run; which is the newest, its release decides. */
    private static final int MAX_PRODUCER = 100;

    private static final int MIN_OPSET = 7;

    static final String DEFAULT_DOMAIN = "ai.onnx";

    private final OnnxLimits limits;
    private final TensorReader tensors;
    private final NodeReader nodes;

    public OnnxReader(OnnxLimits limits) {
        this.limits = limits;
        this.tensors = new TensorReader(limits);
        this.nodes = new NodeReader(tensors);
    }

    /** Reads with the default limits. */
    public static Graph read(byte[] file) {
        return new OnnxReader(OnnxLimits.DEFAULT).parse(file);
    }

    /** Reads a file with the default limits; its size is checked before it is loaded. */
    public static Graph read(Path file) throws IOException {
        OnnxReader reader = new OnnxReader(OnnxLimits.DEFAULT);
        reader.requireSize(Files.size(file));
        return reader.parse(Files.readAllBytes(file));
    }

    /**
     * Reads a file of the person who asks, with the default limits. Weights that are in other files of its directory are put
     * into the graph, so that it can be written as one file.
     *
     * @throws NoisyStudentException {@code EXTERNAL_DATA} for weights in anything but a regular file of that directory
     */
    public static Graph readWithExternalData(Path file) throws IOException {
        OnnxReader reader = new OnnxReader(OnnxLimits.DEFAULT);
        reader.requireSize(Files.size(file));
        ModelProto model = reader.model(Files.readAllBytes(file));
        return reader.checked(ExternalData.merged(model, file, OnnxLimits.DEFAULT));
    }

    public Graph parse(byte[] file) {
        requireSize(file.length);
        return checked(model(file));
    }

    private ModelProto model(byte[] file) {
        if (!WireScan.isModel(file, limits)) {
            throw notOnnx(file);
        }
        ModelProto model;
        try {
            CodedInputStream in = CodedInputStream.newInstance(file);
            in.enableAliasing(true);
            model = ModelProto.parseFrom(in);
        } catch (IOException e) {
            throw notOnnx(file);
        }
        if (!model.hasIrVersion() || model.getOpsetImportCount() == 0) {
            throw notOnnx(file);
        }
        return model;
    }

    private Graph checked(ModelProto model) {
        refuseExtensions(model);
        Graph graph = convert(model);
        GraphCheck.served(graph);
        return graph;
    }

    private void requireSize(long bytes) {
        if (bytes > limits.fileBytes()) {
            throw refuse(
                    ErrorCode.MODEL_LIMITS,
                    "file",
                    "the file has " + bytes + " bytes; the limit is " + limits.fileBytes());
        }
    }

    private static void refuseExtensions(ModelProto model) {
        if (model.getFunctionsCount() > 0) {
            String name = model.getFunctions(0).getName();
            throw refuse(
                    ErrorCode.OPERATOR_NOT_ALLOWED,
                    name,
                    "the model defines function " + name + "; export it with functions inlined");
        }
        if (model.getTrainingInfoCount() > 0) {
            throw refuse(ErrorCode.OPERATOR_NOT_ALLOWED, "training_info", "the model holds a training graph");
        }
        GraphProto graph = model.getGraph();
        if (graph.getSparseInitializerCount() > 0) {
            String name = graph.getSparseInitializer(0).getValues().getName();
            throw refuse(ErrorCode.OPERATOR_NOT_ALLOWED, name, "initializer " + name + " is sparse; export it dense");
        }
    }

    private Graph convert(ModelProto model) {
        GraphProto proto = model.getGraph();
        Map<String, Tensor> initializers = new LinkedHashMap<>();
        for (TensorProto tensor : proto.getInitializerList()) {
            String name = tensor.getName();
            if (initializers.put(name, tensors.read(tensor, "initializer " + name)) != null) {
                throw refuse(ErrorCode.BAD_GRAPH, name, "initializer " + name + " is there twice");
            }
        }
        // Before IR version 4 every initializer was declared as an input too.
        List<TensorSpec> inputs = proto.getInputList().stream()
                .filter(input -> !initializers.containsKey(input.getName()))
                .map(input -> SpecReader.read(input, "input"))
                .toList();
        List<TensorSpec> outputs = proto.getOutputList().stream()
                .map(output -> SpecReader.read(output, "output"))
                .toList();
        return new Graph(
                proto.getName(),
                opset(model),
                nodes.read(proto.getNodeList()),
                inputs,
                outputs,
                initializers,
                metadata(model));
    }

    private static int opset(ModelProto model) {
        long version = model.getOpsetImportList().stream()
                .filter(set -> set.getDomain().isEmpty() || set.getDomain().equals(DEFAULT_DOMAIN))
                .mapToLong(OperatorSetIdProto::getVersion)
                .findFirst()
                .orElse(0);
        if (version < MIN_OPSET || version > Integer.MAX_VALUE) {
            throw refuse(
                    ErrorCode.BAD_GRAPH,
                    "opset_import",
                    "the model uses operator set " + version + "; export it with one from " + MIN_OPSET + " on");
        }
        return (int) version;
    }

    private static Map<String, String> metadata(ModelProto model) {
        Map<String, String> metadata = new LinkedHashMap<>();
        for (StringStringEntryProto entry : model.getMetadataPropsList()) {
            if (metadata.put(entry.getKey(), entry.getValue()) != null) {
                throw refuse(ErrorCode.BAD_GRAPH, entry.getKey(), "metadata " + entry.getKey() + " is there twice");
            }
        }
        String producer = (model.getProducerName() + " " + model.getProducerVersion()).strip();
        if (!producer.isEmpty() && !producer.startsWith(OnnxWriter.PRODUCER)) {
            metadata.putIfAbsent(ModelMetadata.EXPORTER, plain(producer));
        }
        return metadata;
    }

    /** It is kept in each version that comes of the file, and shown in terminals. */
    private static String plain(String producer) {
        String visible = producer.replaceAll("\\p{Cntrl}", "");
        return visible.substring(0, Math.min(MAX_PRODUCER, visible.length()));
    }

    private static NoisyStudentException notOnnx(byte[] file) {
        return refuse(
                ErrorCode.NOT_ONNX,
                "file",
                "the file of " + file.length + " bytes is no ONNX model: " + FileKind.describe(file));
    }

    private static NoisyStudentException refuse(ErrorCode code, String subject, String message) {
        return new NoisyStudentException(code, subject, message);
    }
}
