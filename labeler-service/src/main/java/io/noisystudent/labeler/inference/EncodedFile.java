package io.noisystudent.labeler.inference;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.sample.ContentType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Pattern;

/** An image file in a request. */
sealed interface EncodedFile {
    /**
     * The bytes of the file.
     *
     * @throws NoisyStudentException {@code BAD_REQUEST} for text that is not base64
     */
    byte[] bytes();

    /** In base64, standard or URL-safe, with or without padding, line breaks and the head of a data URL. */
    record Base64Text(String text) implements EncodedFile {
        private static final Pattern DATA_URL = Pattern.compile("data:[^,]{0,200};base64,", Pattern.CASE_INSENSITIVE);
        private static final Pattern SPACE = Pattern.compile("\\s+");

        @Override
        public byte[] bytes() {
            var head = DATA_URL.matcher(text);
            String code = SPACE.matcher(head.lookingAt() ? text.substring(head.end()) : text)
                    .replaceAll("");
            boolean isUrlSafe = code.indexOf('-') >= 0 || code.indexOf('_') >= 0;
            try {
                return (isUrlSafe ? Base64.getUrlDecoder() : Base64.getDecoder()).decode(code);
            } catch (IllegalArgumentException e) {
                throw new NoisyStudentException(
                        ErrorCode.BAD_REQUEST,
                        "data",
                        "the string is no base64: " + e.getMessage() + "; send the base64 of an image file",
                        e);
            }
        }
    }

    /** As it is, or as base64 in ASCII: clients send the same strings as JSON or as binary data. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Raw(byte[] content) implements EncodedFile {
        @Override
        public byte[] bytes() {
            boolean isFile = Arrays.stream(ContentType.values()).anyMatch(type -> type.matches(content));
            return isFile ? content : new Base64Text(new String(content, StandardCharsets.ISO_8859_1)).bytes();
        }
    }
}
