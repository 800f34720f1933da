package io.noisystudent.service.access;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.RequestScoped;
import java.security.Principal;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

import static java.util.Objects.requireNonNull;

/**
 * Who is recorded as the author of a change.
 *
 * <p>The prefix says how the name was proven, so that no name of one kind can pass for one of another kind.
 */
@RequestScoped
public class Actor {
    /** Precedes a name that is not authenticated. */
    public static final String UNAUTHENTICATED = "unauthenticated:";

    /** Precedes the subject of a token. */
    public static final String TOKEN = "token:";

    /** Precedes the name of a key. */
    public static final String KEY = "key:";

    private static final int LONGEST = 180;

    /** Control characters, and those that change the direction of text, would let a name forge lines and columns. */
    private static final Pattern UNPRINTABLE = Pattern.compile("\\p{C}|\\p{Zl}|\\p{Zp}");

    private final SecurityIdentity identity;

    Actor(SecurityIdentity identity) {
        this.identity = requireNonNull(identity, "identity is null");
    }

    /**
     * The caller's proven name; without tokens, what the caller says of itself, marked as {@link #UNAUTHENTICATED}.
     *
     * @param claimed by the body of the request
     * @throws AuthenticationFailedException for a token that names no subject
     */
    public String name(String claimed) {
        if (identity.isAnonymous()) {
            return UNAUTHENTICATED + printable(claimed);
        }
        Principal principal = identity.getPrincipal();
        String proven = principal == null ? null : principal.getName();
        if (proven == null || proven.isBlank()) {
            throw new AuthenticationFailedException("the token names no subject");
        }
        return (isKey(identity.getAttribute(StaticKeyProvider.RIGHT)) ? KEY : TOKEN) + printable(proven);
    }

    /**
     * Requires the right to decide in place of the gate.
     *
     * @param subject what the decision is about
     * @throws NoisyStudentException {@code FORBIDDEN}
     */
    public void requireOverride(String subject) {
        if (!identity.hasRole(Rights.OVERRIDE)) {
            throw new NoisyStudentException(
                    ErrorCode.FORBIDDEN,
                    subject,
                    "this decides in place of the gate, which needs a role in noisystudent.access.overriders, or a key with"
                            + " the right override; or let the gate decide: POST .../promote without override");
        }
    }

    private static boolean isKey(@Nullable Object right) {
        return right != null;
    }

    private static String printable(String name) {
        String text = UNPRINTABLE.matcher(name).replaceAll("?");
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
    }
}
