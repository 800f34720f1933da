package io.noisystudent.learning.torch;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which device a setting asks for.
 *
 * @param number of the card, counted from 0 as CUDA counts them; 0 where it is not given
 */
public record DeviceChoice(Kind kind, int number) {
    /** The card if there is one that can be used, else the processor. */
    public static final DeviceChoice AUTO = new DeviceChoice(Kind.AUTO, 0);

    public static final DeviceChoice CPU = new DeviceChoice(Kind.CPU, 0);

    private static final Pattern CUDA = Pattern.compile("cuda(:([0-9]{1,2}))?");

    /** What was asked for. */
    public enum Kind {
        AUTO,
        CPU,
        CUDA
    }

    /** From {@code auto}, {@code cpu}, {@code cuda} or {@code cuda:N}; empty for anything else. */
    public static Optional<DeviceChoice> named(String name) {
        Matcher cuda = CUDA.matcher(name);
        if (cuda.matches()) {
            String number = cuda.group(2);
            return Optional.of(new DeviceChoice(Kind.CUDA, number == null ? 0 : Integer.parseInt(number)));
        }
        return switch (name) {
            case "auto" -> Optional.of(AUTO);
            case "cpu" -> Optional.of(CPU);
            default -> Optional.empty();
        };
    }
}
