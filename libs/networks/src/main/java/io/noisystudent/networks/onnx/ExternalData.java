package io.noisystudent.networks.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Weights that an exporter wrote beside the model, put into the model: ONNX's {@code external_data} with location, offset
 * and length.
 *
 * <p>Read are regular files of the model's own directory alone: no path, no link, no device. A file of a stranger could name
 * any file of the machine otherwise.
 */
final class ExternalData {
    private final Path model;
    private long left;

    /** @param left bytes that all of them together may have */
    private ExternalData(Path model, long left) {
        this.model = model;
        this.left = left;
    }

    /**
     * The model with all its weights inside.
     *
     * @param file that the model was read from
     * @throws NoisyStudentException {@code EXTERNAL_DATA} with the tensor and the file that cannot be read, {@code
     *     MODEL_LIMITS} if there are too many bytes
     */
    static ModelProto merged(ModelProto model, Path file, OnnxLimits limits) throws IOException {
        ExternalData data = new ExternalData(file, limits.fileBytes());
        GraphProto.Builder graph = model.getGraph().toBuilder();
        for (int i = 0; i < graph.getInitializerCount(); i++) {
            if (isExternal(graph.getInitializer(i))) {
                graph.setInitializer(i, data.merged(graph.getInitializer(i), "initializer "));
            }
        }
        for (int i = 0; i < graph.getNodeCount(); i++) {
            NodeProto node = graph.getNode(i);
            for (int k = 0; k < node.getAttributeCount(); k++) {
                AttributeProto attribute = node.getAttribute(k);
                if (attribute.hasT() && isExternal(attribute.getT())) {
                    graph.getNodeBuilder(i).getAttributeBuilder(k).setT(data.merged(attribute.getT(), "constant "));
                }
            }
        }
        return model.toBuilder().setGraph(graph).build();
    }

    static boolean isExternal(TensorProto tensor) {
        return tensor.getExternalDataCount() > 0 || tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL;
    }

    private TensorProto merged(TensorProto tensor, String kind) {
        try {
            return read(tensor, kind);
        } catch (IOException | InvalidPathException e) {
            throw refuse(
                    kind + tensor.getName(),
                    "keeps its data in a file that cannot be read (" + e
                            + "); copy it beside the model under a plain name," + " readable for you");
        }
    }

    private TensorProto read(TensorProto tensor, String kind) throws IOException {
        String owner = kind + tensor.getName();
        Map<String, String> entries = new HashMap<>();
        for (StringStringEntryProto entry : tensor.getExternalDataList()) {
            entries.put(entry.getKey(), entry.getValue());
        }
        String location = entries.getOrDefault("location", "");
        Path file = file(location, owner);
        try (SeekableByteChannel channel =
                Files.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            long size = channel.size();
            long offset = number(entries, "offset", 0, owner);
            long length = number(entries, "length", size - offset, owner);
            if (offset > size || length > size - offset) {
                throw refuse(
                        owner,
                        "has its bytes " + offset + " to " + (offset + length) + " in " + location + ", which has "
                                + size + ": the file is cut off, or of another export; copy it again, or export again");
            }
            take(length);
            ByteBuffer bytes = ByteBuffer.allocate((int) length);
            channel.position(offset);
            for (int read = 0; read >= 0 && bytes.hasRemaining(); ) {
                read = channel.read(bytes);
            }
            return tensor.toBuilder()
                    .clearExternalData()
                    .clearDataLocation()
                    .setRawData(ByteString.copyFrom(bytes.flip()))
                    .build();
        }
    }

    private Path file(String location, String owner) throws IOException {
        if (location.isEmpty()
                || location.equals("..")
                || location.equals(".")
                || location.contains("/")
                || location.contains("\\")
                || location.indexOf('\0') >= 0) {
            throw refuse(
                    owner,
                    "keeps its data in '" + location
                            + "'; only a file of the model's own directory is read, by its name"
                            + " alone: put it there, and save the model again with the name as location");
        }
        Path file = model.resolveSibling(location);
        try {
            if (!Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .isRegularFile()) {
                throw refuse(
                        owner,
                        "keeps its data in " + location
                                + ", which is a link, a directory or a device; copy the file itself"
                                + " beside the model");
            }
        } catch (NoSuchFileException e) {
            throw refuse(
                    owner,
                    "keeps its data in " + location
                            + ", which is not there; copy that file beside the model, or export the"
                            + " model as one file (in PyTorch external_data=False)");
        }
        return file;
    }

    private static long number(Map<String, String> entries, String key, long absent, String owner) {
        String text = entries.get(key);
        if (text == null) {
            return absent;
        }
        try {
            long number = Long.parseLong(text);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // The refusal below says it.
        }
        throw refuse(
                owner, "has '" + text + "' as " + key + " of its data, which is no number of bytes; export it again");
    }

    private void take(long length) {
        left -= length;
        if (left < 0) {
            throw new NoisyStudentException(
                    ErrorCode.MODEL_LIMITS,
                    "external data",
                    "the weights beside the model have more bytes than a model may have; export a smaller network, or one"
                            + " in half precision");
        }
    }

    private static NoisyStudentException refuse(String owner, String what) {
        return new NoisyStudentException(ErrorCode.EXTERNAL_DATA, owner, owner + " " + what);
    }
}
