package io.noisystudent.labeler.inference;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The {@code data} of an input tensor, flat or nested, row-major: numbers of 0 to 255, or strings.
 *
 * <p>Read as a stream into one array, since a batch of images has millions of numbers.
 */
@JsonDeserialize(using = TensorData.Reader.class)
public final class TensorData {
    /** A string costs many times its bytes; no request may have so many images. */
    private static final int MAX_STRINGS = 10_000;

    private final byte[] bytes;
    private final int count;
    private final List<String> strings;

    TensorData(byte[] bytes, int count, List<String> strings) {
        this.bytes = bytes;
        this.count = count;
        this.strings = List.copyOf(strings);
    }

    /** How many numbers there are. */
    int numbers() {
        return count;
    }

    /** Copies the numbers from {@code from} on into {@code destination} until it is full. */
    void copy(int from, java.nio.ByteBuffer destination) {
        destination.put(bytes, from, destination.remaining());
    }

    List<String> strings() {
        return strings;
    }

    static final class Reader extends JsonDeserializer<TensorData> {
        @Override
        public TensorData deserialize(JsonParser json, DeserializationContext context) throws IOException {
            if (json.currentToken() != JsonToken.START_ARRAY) {
                context.reportInputMismatch(TensorData.class, "data must be an array");
            }
            byte[] numbers = new byte[1024];
            int count = 0;
            List<String> strings = new ArrayList<>();
            int depth = 1;
            while (depth > 0) {
                switch (json.nextToken()) {
                    case START_ARRAY -> depth++;
                    case END_ARRAY -> depth--;
                    case VALUE_STRING -> {
                        if (strings.size() == MAX_STRINGS) {
                            context.reportInputMismatch(
                                    TensorData.class,
                                    "data holds more strings than fit; at most %d are read",
                                    MAX_STRINGS);
                        }
                        strings.add(json.getText());
                    }
                    case VALUE_NUMBER_INT -> {
                        int value = json.getIntValue();
                        if (value < 0 || value > 255) {
                            context.reportInputMismatch(TensorData.class, "%d is no UINT8 (0 to 255)", value);
                        }
                        numbers = count == numbers.length ? Arrays.copyOf(numbers, 2 * count) : numbers;
                        numbers[count++] = (byte) value;
                    }
                    default ->
                        context.reportInputMismatch(
                                TensorData.class,
                                "data holds %s; send integers of 0 to 255, or strings",
                                json.getText());
                }
            }
            return new TensorData(numbers, count, strings);
        }
    }
}
