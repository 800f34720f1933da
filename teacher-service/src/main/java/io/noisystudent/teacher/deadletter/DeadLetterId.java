package io.noisystudent.teacher.deadletter;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a letter is in the dead-letter topic; written {@code partition-offset}. */
public record DeadLetterId(int partition, long offset) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9})-(\\d{1,18})");

    /** @throws NoisyStudentException {@code BAD_REQUEST} if the text is no id */
    public static DeadLetterId parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new NoisyStudentException(
                    ErrorCode.BAD_REQUEST,
                    "id",
                    "'" + text + "' is no dead letter's id; GET /api/v1/dead-letters lists them, as in 0-17");
        }
        return new DeadLetterId(Integer.parseInt(form.group(1)), Long.parseLong(form.group(2)));
    }

    @Override
    public String toString() {
        return partition + "-" + offset;
    }
}
