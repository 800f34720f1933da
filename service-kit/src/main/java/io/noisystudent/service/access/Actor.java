package io.noisystudent.service.access;

import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.RequestScoped;

import static java.util.Objects.requireNonNull;

/** Who is recorded as the author of a change. */
@RequestScoped
public class Actor {
    /** Precedes a name that nobody proved. */
    public static final String UNAUTHENTICATED = "unauthenticated:";

    private final SecurityIdentity identity;

    Actor(SecurityIdentity identity) {
        this.identity = requireNonNull(identity, "identity is null");
    }

    /**
     * The caller's proven name; without tokens, what the caller says of itself, marked as {@link #UNAUTHENTICATED}.
     *
     * @param claimed by the body of the request
     */
    public String name(String claimed) {
        return identity.isAnonymous()
                ? UNAUTHENTICATED + claimed
                : identity.getPrincipal().getName();
    }
}
