package io.noisystudent.contracts.sample;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the value of a sample record is, from its {@code content-type} header or, without one, from its magic bytes.
 *
 * <p>A header that names one of the types wins over the bytes, so that the decoder can say that they disagree.
 */
public enum ContentType {
    JPEG("image/jpeg", 0xFF, 0xD8, 0xFF),
    PNG("image/png", 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'),
    NPY("application/x-npy", 0x93, 'N', 'U', 'M', 'P', 'Y'),
    /** A claim check; never sniffed, because any text may start like JSON. */
    JSON("application/json");

    private final String mediaType;
    private final int[] magic;

    ContentType(String mediaType, int... magic) {
        this.mediaType = mediaType;
        this.magic = magic;
    }

    /** The value of the header, for example {@code image/png}. */
    public String mediaType() {
        return mediaType;
    }

    /** Whether the value starts with this type's magic bytes; always false for {@link #JSON}. */
    public boolean matches(byte[] value) {
        if (magic.length == 0 || value.length < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((value[i] & 0xFF) != magic[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * The type of a record.
     *
     * @param header the {@code content-type} header, parameters allowed; null or blank means that the bytes decide
     * @throws NoisyStudentException {@link ErrorCode#UNKNOWN_CONTENT_TYPE}
     */
    public static ContentType of(@Nullable String header, byte[] value) {
        return header == null || header.isBlank() ? sniff(value) : named(header);
    }

    private static ContentType named(String header) {
        int parameters = header.indexOf(';');
        String name = (parameters < 0 ? header : header.substring(0, parameters))
                .strip()
                .toLowerCase(Locale.ROOT);
        for (ContentType type : values()) {
            if (type.mediaType.equals(name)) {
                return type;
            }
        }
        throw unknown("content type '" + name + "' is not supported; send image/jpeg, image/png, application/x-npy or"
                + " application/json");
    }

    private static ContentType sniff(byte[] value) {
        for (ContentType type : values()) {
            if (type.matches(value)) {
                return type;
            }
        }
        throw unknown("a value of " + value.length + " bytes without content-type header starts like neither JPEG, PNG"
                + " nor npy; set the header or send one of these");
    }

    private static NoisyStudentException unknown(String message) {
        return new NoisyStudentException(ErrorCode.UNKNOWN_CONTENT_TYPE, "content-type", message);
    }
}
