package io.noisystudent.learning.checkpoint;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.noisystudent.contracts.codec.JsonMapper;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.HostMemory;
import io.noisystudent.learning.torch.NativeScope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

import static java.util.Objects.requireNonNull;

/**
 * A file of float32 tensors by name, with notes, in the layout of safetensors (format 0.3 of its project): the length of
 * a JSON header, the header, the values in row-major order. Other tools can read it.
 */
final class SafeTensors {
    private static final String NOTES = "__metadata__";
    private static final String FLOAT = "F32";
    private static final int ALIGNMENT = 8;
    private static final int LONGEST_HEADER = 100 * 1024 * 1024;
    private static final ObjectMapper JSON = JsonMapper.create();

    private final Path file;
    private final JsonNode header;
    private final long start;

    /** Where a tensor is, counted from the end of the header. */
    private record Entry(
            String dtype,
            List<Long> shape,
            @JsonProperty("data_offsets") List<Long> offsets) {}

    private SafeTensors(Path file, JsonNode header, long start) {
        this.file = file;
        this.header = header;
        this.start = start;
    }

    /** Writes a file, or replaces it. The heap holds the header only. */
    static void write(Path file, Map<String, Tensor> tensors, Map<String, String> notes) throws IOException {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put(NOTES, notes);
        long end = 0;
        for (Map.Entry<String, Tensor> tensor : tensors.entrySet()) {
            long from = end;
            end += tensor.getValue().numel() * Float.BYTES;
            header.put(tensor.getKey(), new Entry(FLOAT, shape(tensor.getValue()), List.of(from, end)));
        }
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            writeFully(channel, headerBytes(header));
            for (Tensor tensor : tensors.values()) {
                writeFully(channel, tensor);
            }
        }
    }

    /** Opens a file; throws {@link IOException} if it is not of this layout. */
    static SafeTensors open(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            readFully(channel, length);
            long size = length.flip().getLong();
            if (size < 2 || size > Math.min(LONGEST_HEADER, channel.size() - Long.BYTES)) {
                throw new IOException(file + " has a header of " + size + " bytes");
            }
            ByteBuffer text = ByteBuffer.allocate((int) size);
            readFully(channel, text);
            return new SafeTensors(file, JSON.readTree(text.array()), Long.BYTES + size);
        }
    }

    /** The notes, all texts. */
    Map<String, String> notes() {
        Map<String, String> notes = new LinkedHashMap<>();
        header.path(NOTES)
                .properties()
                .forEach(note -> notes.put(note.getKey(), note.getValue().asText()));
        return notes;
    }

    /** Copies values into tensors of the same names and shapes; throws before it changes one if any does not fit. */
    void copyInto(Map<String, Tensor> targets, Compute compute) throws IOException {
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (Map.Entry<String, Tensor> target : targets.entrySet()) {
            entries.put(target.getKey(), entry(target.getKey(), shape(target.getValue())));
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            for (Map.Entry<String, Tensor> target : targets.entrySet()) {
                copy(channel, requireNonNull(entries.get(target.getKey())), target.getValue(), compute);
            }
        }
    }

    private Entry entry(String name, List<Long> shape) throws IOException {
        JsonNode node = header.get(name);
        if (node == null) {
            throw new IOException(file + " has no tensor " + name);
        }
        Entry entry = parse(node);
        long bytes = shape.stream().reduce((long) Float.BYTES, Math::multiplyExact);
        boolean fits = FLOAT.equals(entry.dtype())
                && shape.equals(entry.shape())
                && entry.offsets().size() == 2
                && entry.offsets().get(0) >= 0
                && entry.offsets().get(1) - entry.offsets().get(0) == bytes
                && entry.offsets().get(1) <= file.toFile().length() - start;
        if (!fits) {
            throw new IOException(file + " has another tensor " + name + ": " + node);
        }
        return entry;
    }

    private Entry parse(JsonNode node) throws IOException {
        try {
            return JSON.treeToValue(node, Entry.class);
        } catch (JsonProcessingException e) {
            throw new IOException(file + " describes a tensor as " + node, e);
        }
    }

    private void copy(FileChannel channel, Entry entry, Tensor target, Compute compute) throws IOException {
        long from = entry.offsets().get(0);
        ByteBuffer values =
                channel.map(MapMode.READ_ONLY, start + from, entry.offsets().get(1) - from);
        NativeScope.runWithoutGradients(() -> target.copy_(
                compute.overFloats(values.order(ByteOrder.nativeOrder()).asFloatBuffer(), target.shape())));
    }

    private static List<Long> shape(Tensor tensor) {
        return Arrays.stream(tensor.shape()).boxed().toList();
    }

    /** Padded with blanks, so that every tensor is aligned. */
    private static ByteBuffer headerBytes(Map<String, Object> header) throws IOException {
        byte[] text = JSON.writeValueAsString(header).getBytes(StandardCharsets.UTF_8);
        int padded = (text.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        byte[] blanks = " ".repeat(padded - text.length).getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Long.BYTES + padded)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(padded)
                .put(text)
                .put(blanks)
                .flip();
    }

    private static void writeFully(FileChannel channel, Tensor tensor) throws IOException {
        if (tensor.scalar_type().intern() != ScalarType.Float) {
            throw new IllegalArgumentException("only float32 tensors are written");
        }
        IOException failure = NativeScope.call(() -> {
            try {
                writeFully(channel, HostMemory.bytes(tensor));
                return null;
            } catch (IOException e) {
                return e;
            }
        });
        if (failure != null) {
            throw failure;
        }
    }

    private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static void readFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                throw new IOException("the file ends early");
            }
        }
    }
}
