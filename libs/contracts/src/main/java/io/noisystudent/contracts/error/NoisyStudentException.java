package io.noisystudent.contracts.error;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

import static java.util.Objects.requireNonNull;

/**
 * A refusal that a person can act on: what kind, about what, with which value, and what to do.
 *
 * <p>The message names the offending value and the remedy; the subject names the thing (a node, a key, a position of
 * the log) and is kept apart so that dead letters and problem bodies can carry it as a field.
 */
public class NoisyStudentException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final String subject;

    public NoisyStudentException(ErrorCode code, String subject, String message) {
        this(code, subject, message, null);
    }

    public NoisyStudentException(ErrorCode code, String subject, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = requireNonNull(code, "code is null");
        this.subject = requireNonNull(subject, "subject is null");
    }

    /** Never null, unlike that of other exceptions. */
    @Override
    public String getMessage() {
        return requireNonNull(super.getMessage(), "message is null");
    }

    public ErrorCode code() {
        return code;
    }

    public String subject() {
        return subject;
    }

    /**
     * The form for logs and terminals: {@code CODE subject: message}.
     *
     * <p>Control characters are written as escapes: some texts come out of records and requests, and must forge neither a
     * line of a log nor a command of a terminal. Only the problems of a configuration, and the end of the log of a service
     * that failed, are reported in several lines.
     */
    public String describe() {
        return code + " " + printable(subject, false) + ": "
                + printable(getMessage(), code == ErrorCode.CONFIG_INVALID || code == ErrorCode.SERVICE_FAILED);
    }

    private static String printable(String text, boolean lines) {
        StringBuilder printable = new StringBuilder(text.length());
        text.codePoints().forEach(point -> {
            if (!isControl(point) || (lines && point == '\n')) {
                printable.appendCodePoint(point);
            } else {
                printable.append(String.format(Locale.ROOT, "\\u%04x", point));
            }
        });
        return printable.toString();
    }

    /** Controls, and formats such as those that turn the direction of the text. */
    private static boolean isControl(int point) {
        int type = Character.getType(point);
        return type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR;
    }
}
