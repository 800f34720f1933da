package io.noisystudent.teacher.curriculum;

import java.util.Base64;
import java.util.BitSet;

/** The set of answered tasks as it stands in a state: bit {@code i} of a Base64 bit set is task {@code i}. */
final class TaskSet {
    private TaskSet() {}

    static String encode(BitSet tasks) {
        return Base64.getEncoder().encodeToString(tasks.toByteArray());
    }

    static BitSet decode(String text) {
        return BitSet.valueOf(Base64.getDecoder().decode(text));
    }

    /** The number in the id {@code generation-number}; -1 if the id belongs to another generation. */
    static int number(String generation, String taskId) {
        if (!taskId.startsWith(generation + "-")) {
            return -1;
        }
        String digits = taskId.substring(generation.length() + 1);
        return digits.matches("[0-9]{1,9}") ? Integer.parseInt(digits) : -1;
    }
}
