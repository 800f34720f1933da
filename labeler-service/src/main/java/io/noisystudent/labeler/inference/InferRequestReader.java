package io.noisystudent.labeler.inference;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.io.ByteArrayInputStream;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads requests: JSON, and behind it the data of the inputs that say so.
 *
 * <p>Source: Open Inference Protocol, "Binary tensor data extension": the header states the length of the JSON, and the
 * inputs with {@code binary_data_size} follow it in their order, without gaps. {@code BYTES} are elements, each with its
 * length before it as four bytes, little-endian.
 */
public final class InferRequestReader {
    /** The header with the length of the JSON, if anything follows it. */
    public static final String JSON_LENGTH = "Inference-Header-Content-Length";

    private static final String BYTES = "BYTES";

    private final ObjectReader json;

    public InferRequestReader(ObjectMapper mapper) {
        this.json = mapper.readerFor(InferRequest.class).with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    }

    /**
     * Reads a body to its end.
     *
     * @param jsonLength the value of {@link #JSON_LENGTH}; null if all of the body is JSON
     * @throws NoisyStudentException {@code BAD_REQUEST}, or what ended the body
     * @throws JsonProcessingException for JSON that is wrong; what ended the body may be its cause
     */
    public InferRequest read(InputStream body, @Nullable String jsonLength) throws IOException {
        if (jsonLength == null) {
            InferRequest request = parse(body);
            for (InferRequest.InputTensor input : inputs(request)) {
                if (InferRequest.Parameters.of(input.parameters()).binaryDataSize() != null) {
                    throw bad(input.name() + " has binary_data_size, and the request has no header " + JSON_LENGTH
                            + "; send it with the length of the JSON");
                }
            }
            return request;
        }
        InferRequest request = parse(head(body, jsonLength));
        List<InferRequest.InputTensor> inputs = new ArrayList<>();
        for (InferRequest.InputTensor input : inputs(request)) {
            Long size = InferRequest.Parameters.of(input.parameters()).binaryDataSize();
            inputs.add(size == null ? input : binary(input, size, body));
        }
        if (body.read() >= 0) {
            throw bad("more bytes follow the JSON than the inputs state; send binary_data_size of each input");
        }
        return new InferRequest(request.id(), request.parameters(), inputs, request.outputs());
    }

    private static List<InferRequest.InputTensor> inputs(InferRequest request) {
        List<InferRequest.InputTensor> inputs = request.inputs();
        return inputs == null ? List.of() : inputs;
    }

    private static InputStream head(InputStream body, String jsonLength) throws IOException {
        int length;
        try {
            length = Integer.parseInt(jsonLength.strip());
        } catch (NumberFormatException e) {
            throw bad(
                    "the header " + JSON_LENGTH + " is '" + jsonLength + "'; send the length of the JSON in bytes", e);
        }
        if (length < 1) {
            throw bad("the header " + JSON_LENGTH + " is " + length + "; send the length of the JSON in bytes");
        }
        byte[] head = body.readNBytes(length);
        if (head.length < length) {
            throw bad("the header " + JSON_LENGTH + " is " + length + ", and the body has " + head.length + " bytes");
        }
        return new ByteArrayInputStream(head);
    }

    private InferRequest parse(InputStream text) throws IOException {
        InferRequest request;
        try {
            request = json.readValue(text);
        } catch (CharConversionException e) {
            throw bad("it is no JSON in UTF-8: " + e.getMessage(), e);
        }
        if (request == null) {
            throw bad("it is null; send an object with inputs");
        }
        return request;
    }

    private static InferRequest.InputTensor binary(InferRequest.InputTensor input, long size, InputStream body)
            throws IOException {
        if (input.data() != null) {
            throw bad(input.name() + " has data and binary_data_size; send one of them");
        }
        if (size < 0 || size > Integer.MAX_VALUE) {
            throw bad("binary_data_size of " + input.name() + " is " + size + "; send the number of its bytes");
        }
        byte[] data = body.readNBytes((int) size);
        if (data.length < size) {
            throw bad("binary_data_size of " + input.name() + " is " + size + ", and " + data.length + " bytes follow");
        }
        return input.with(
                BYTES.equals(input.datatype()) ? TensorData.ofFiles(elements(data)) : TensorData.ofNumbers(data));
    }

    private static List<EncodedFile> elements(byte[] data) {
        ByteBuffer rest = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
        List<EncodedFile> elements = new ArrayList<>();
        while (rest.hasRemaining()) {
            int length = rest.remaining() < Integer.BYTES ? -1 : rest.getInt();
            if (length < 0 || length > rest.remaining()) {
                throw bad("element " + elements.size()
                        + " of the BYTES is cut off; send each one behind its length, four" + " bytes, little-endian");
            }
            if (elements.size() == TensorData.MAX_STRINGS) {
                throw bad("there are more elements of BYTES than fit; at most " + TensorData.MAX_STRINGS + " are read");
            }
            byte[] element = new byte[length];
            rest.get(element);
            elements.add(new EncodedFile.Raw(element));
        }
        return elements;
    }

    private static NoisyStudentException bad(String message) {
        return new NoisyStudentException(ErrorCode.BAD_REQUEST, "body", message);
    }

    private static NoisyStudentException bad(String message, Exception cause) {
        return new NoisyStudentException(ErrorCode.BAD_REQUEST, "body", message, cause);
    }
}
