package io.noisystudent.labeler.inference;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The {@code data} of an input tensor, flat or nested, row-major: numbers of 0 to 255, or strings.
 *
 * <p>Read as a stream into one array, since a batch of images has millions of numbers. What is neither is remembered, not
 * refused at once: the data may come before the datatype, which says more.
 */
@JsonDeserialize(using = TensorData.Reader.class)
public final class TensorData {
    /** A string costs many times its bytes; no request may have so many images. */
    static final int MAX_STRINGS = 10_000;

    private static final int FIRST_ROOM = 1024;

    private final byte[] bytes;
    private final int count;
    private final List<EncodedFile> files;
    private final @Nullable String problem;

    private TensorData(byte[] bytes, int count, List<EncodedFile> files, @Nullable String problem) {
        this.bytes = bytes;
        this.count = count;
        this.files = List.copyOf(files);
        this.problem = problem;
    }

    /** Numbers that came as bytes. */
    static TensorData ofNumbers(byte[] bytes) {
        return new TensorData(bytes, bytes.length, List.of(), null);
    }

    /** Image files that came as bytes. */
    static TensorData ofFiles(List<EncodedFile> files) {
        return new TensorData(new byte[0], 0, files, null);
    }

    /**
     * Passes if everything in it is a number of 0 to 255 or a string.
     *
     * @throws NoisyStudentException {@code BAD_REQUEST}
     */
    void requireReadable() {
        if (problem != null) {
            throw new NoisyStudentException(ErrorCode.BAD_REQUEST, "data", problem);
        }
    }

    /** How many numbers there are. */
    int numbers() {
        return count;
    }

    /** Copies the numbers from {@code from} on into {@code destination} until it is full. */
    void copy(int from, ByteBuffer destination) {
        destination.put(bytes, from, destination.remaining());
    }

    /** The strings, or binary elements. */
    List<EncodedFile> files() {
        return files;
    }

    static final class Reader extends JsonDeserializer<TensorData> {
        @Override
        public TensorData deserialize(JsonParser json, DeserializationContext context) throws IOException {
            if (json.currentToken() != JsonToken.START_ARRAY) {
                context.reportInputMismatch(TensorData.class, "data must be an array");
            }
            Filling data = new Filling();
            int depth = 1;
            while (depth > 0) {
                switch (json.nextToken()) {
                    case START_ARRAY -> depth++;
                    case END_ARRAY -> depth--;
                    case START_OBJECT -> {
                        data.refuse("an object");
                        json.skipChildren();
                    }
                    case VALUE_STRING -> {
                        if (data.files.size() == MAX_STRINGS) {
                            context.reportInputMismatch(
                                    TensorData.class,
                                    "data holds more strings than fit; at most %d are read",
                                    MAX_STRINGS);
                        }
                        data.files.add(new EncodedFile.Base64Text(json.getText()));
                    }
                    case VALUE_NUMBER_INT -> data.add(json);
                    default -> data.refuse(json.getText());
                }
            }
            return data.done();
        }
    }

    /** What was read so far. */
    private static final class Filling {
        private final List<EncodedFile> files = new ArrayList<>();
        private byte[] numbers = new byte[FIRST_ROOM];
        private int count;
        private @Nullable String problem;

        void add(JsonParser json) throws IOException {
            boolean isSmall = json.getNumberType() == JsonParser.NumberType.INT;
            int value = isSmall ? json.getIntValue() : -1;
            if (value < 0 || value > 255) {
                problem = problem == null ? json.getText() + " is no UINT8 (0 to 255)" : problem;
                return;
            }
            numbers = count == numbers.length ? Arrays.copyOf(numbers, 2 * count) : numbers;
            numbers[count++] = (byte) value;
        }

        void refuse(String found) {
            problem = problem == null
                    ? "the data hold " + found + "; send integers of 0 to 255, or strings with base64 of image files"
                    : problem;
        }

        TensorData done() {
            return new TensorData(numbers, count, files, problem);
        }
    }
}
