package io.noisystudent.contracts.sample;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the value of a sample record is, from its {@code content-type} header or, without one, from its magic bytes.
 *
 * <p>A header that names one of the types wins over the bytes, so that the decoder can say that they disagree.
 */
public enum ContentType {
    JPEG("image/jpeg", "FFD8FF"),
    PNG("image/png", "89504E470D0A1A0A"),
    NPY("application/x-npy", "934E554D5059"),
    /** A claim check; never sniffed, because any text may start like JSON. */
    JSON("application/json", "");

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private final String mediaType;
    private final String magic;

    ContentType(String mediaType, String magic) {
        this.mediaType = mediaType;
        this.magic = magic;
    }

    /** The value of the header, for example {@code image/png}. */
    public String mediaType() {
        return mediaType;
    }

    /** Whether the value starts with this type's magic bytes; always false for {@link #JSON}. */
    public boolean matches(byte[] value) {
        int length = magic.length() / 2;
        return length > 0
                && value.length >= length
                && HEX.formatHex(value, 0, length).equals(magic);
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
        throw unknown("content type '" + Headers.shown(name)
                + "' is not supported; send image/jpeg, image/png, application/x-npy or" + " application/json");
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
