package io.noisystudent.bench.distillation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.noisystudent.networks.graph.ElementType;
import io.noisystudent.networks.graph.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * Files of float32 and uint8 tensors by name in the layout of safetensors (format 0.3 of its project), which checkpoints
 * have: the length of a JSON header, the header, the values in row-major order. {@code distillation.py} reads the same.
 */
public final class TensorFile {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NOTES = "__metadata__";
    private static final Map<String, ElementType> TYPES = Map.of("F32", ElementType.FLOAT, "U8", ElementType.UINT8);

    private TensorFile() {}

    static void write(Path file, Map<String, Tensor> tensors) throws IOException {
        ObjectNode header = JSON.createObjectNode();
        long end = 0;
        for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
            Tensor tensor = entry.getValue();
            long from = end;
            end += tensor.data().remaining();
            ObjectNode described = header.putObject(entry.getKey()).put("dtype", name(tensor.type()));
            described.set("shape", JSON.valueToTree(tensor.dims()));
            described.set("data_offsets", JSON.valueToTree(new long[] {from, end}));
        }
        byte[] text = JSON.writeValueAsString(header).getBytes(StandardCharsets.UTF_8);
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(ByteBuffer.allocate(Long.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(text.length)
                    .array());
            out.write(text);
            for (Tensor tensor : tensors.values()) {
                Channels.newChannel(out).write(tensor.data());
            }
        }
    }

    private static String name(ElementType type) {
        return TYPES.entrySet().stream()
                .filter(known -> known.getValue() == type)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(type + " is neither FLOAT nor UINT8"));
    }

    public static Map<String, Tensor> read(Path file) throws IOException {
        ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int length = Math.toIntExact(all.getLong());
        JsonNode header = JSON.readTree(all.array(), Long.BYTES, length);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : header.properties()) {
            if (!entry.getKey().equals(NOTES)) {
                tensors.put(entry.getKey(), tensor(entry.getValue(), all, Long.BYTES + length));
            }
        }
        return tensors;
    }

    private static Tensor tensor(JsonNode described, ByteBuffer all, int start) throws IOException {
        ElementType type = TYPES.get(described.path("dtype").asText());
        if (type == null) {
            throw new IOException("a tensor is " + described + ", and F32 and U8 alone are read");
        }
        long[] dims = LongStream.range(0, described.get("shape").size())
                .map(axis -> described.get("shape").get((int) axis).asLong())
                .toArray();
        int from = described.get("data_offsets").get(0).asInt();
        int to = described.get("data_offsets").get(1).asInt();
        return Tensor.ofBytes(type, dims, all.slice(start + from, to - from));
    }
}
