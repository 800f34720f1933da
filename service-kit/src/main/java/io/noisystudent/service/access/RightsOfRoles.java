package io.noisystudent.service.access;

import io.noisystudent.contracts.access.StaticKey;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Collections;
import java.util.Set;

/** Gives an identity the {@link Rights} that its roles stand for; while no tokens are on, everybody has all of them. */
@Singleton
public class RightsOfRoles implements SecurityIdentityAugmentor {
    private static final Set<String> TO_READ = Set.of(Rights.READ);
    private static final Set<String> TO_WRITE = Set.of(Rights.READ, Rights.WRITE);
    private static final Set<String> ALL = Set.of(Rights.READ, Rights.WRITE, Rights.OVERRIDE);

    private final AccessMode mode;
    private final RoleClaim claim;
    private final Set<String> readers;
    private final Set<String> writers;
    private final Set<String> overriders;

    RightsOfRoles(AccessMode mode, AccessConfig config) {
        this.mode = mode;
        this.claim = new RoleClaim(config.roleClaim());
        this.readers = Set.copyOf(config.readers());
        this.writers = Set.copyOf(config.writers());
        this.overriders = Set.copyOf(config.overriders());
    }

    @Override
    public Uni<SecurityIdentity> augment(SecurityIdentity identity, AuthenticationRequestContext context) {
        return Uni.createFrom().item(with(identity, rights(identity)));
    }

    private Set<String> rights(SecurityIdentity identity) {
        if (!mode.isProofRequired()) {
            return ALL;
        }
        if (identity.isAnonymous()) {
            return Set.of();
        }
        if (identity.getAttribute(StaticKeyProvider.RIGHT) instanceof StaticKey.Right right) {
            return switch (right) {
                case READ -> TO_READ;
                case WRITE -> TO_WRITE;
                case OVERRIDE -> ALL;
            };
        }
        Collection<String> roles = claim.roles(identity.getPrincipal(), identity.getRoles());
        if (overlap(roles, overriders)) {
            return ALL;
        }
        if (overlap(roles, writers)) {
            return TO_WRITE;
        }
        return overlap(roles, readers) ? TO_READ : Set.of();
    }

    private static boolean overlap(Collection<String> roles, Set<String> named) {
        return !Collections.disjoint(roles, named);
    }

    /** Roles of the provider are not kept: one that is called {@code write} there is no right here. */
    private static SecurityIdentity with(SecurityIdentity identity, Set<String> rights) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(identity.getPrincipal())
                .setAnonymous(identity.isAnonymous())
                .addCredentials(identity.getCredentials())
                .addAttributes(identity.getAttributes())
                .addRoles(rights)
                .build();
    }
}
