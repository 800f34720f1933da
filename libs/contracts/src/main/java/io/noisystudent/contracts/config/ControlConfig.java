package io.noisystudent.contracts.config;

/** How long the control of a generation trains, and which generations have one. */
public record ControlConfig(
        @Key(
                defaultValue = "images",
                doc = "what the control has as much of as generation 0 and all students up to the one that it is"
                        + " compared with: image passes, which are rows that passed forward and backward through the"
                        + " network, or optimizer steps, whose rows are fewer; `none` trains no control")
        Match match,

        @Key(
                defaultValue = "end",
                doc = "`end` measures one when the loop has stopped, for the last student that was promoted;"
                        + " `generation` one after every student, before the next generation opens")
        Every every) {
    /** No control. */
    public static final ControlConfig NONE = new ControlConfig(Match.NONE, Every.END);

    /** Whether no generation has a control. */
    public boolean isOff() {
        return match == Match.NONE;
    }

    /** What a control has as much of as the generations. */
    public enum Match {
        IMAGES,
        STEPS,
        NONE
    }

    /** Which generations have a control. */
    public enum Every {
        GENERATION,
        END
    }
}
