package io.noisystudent.service.access;

/**
 * The rights that resource methods ask for, as constants for {@code @RolesAllowed}.
 *
 * <p>Every resource method has one of them, or {@code @PermitAll}; a method without either is denied to all.
 */
public final class Rights {
    /** To look at everything, and to have images classified. */
    public static final String READ = "read";

    /** To change something: register, judge, promote, cancel. Includes {@link #READ}. */
    public static final String WRITE = "write";

    /** To decide in place of the gate. Includes {@link #WRITE}; asked for where the request says that it is such a decision. */
    public static final String OVERRIDE = "override";

    /** To let a restored registry go on. Includes {@link #WRITE}. */
    public static final String MAINTAIN = "maintain";

    private Rights() {}
}
