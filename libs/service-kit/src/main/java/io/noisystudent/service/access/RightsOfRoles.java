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
import java.util.LinkedHashSet;
import java.util.Set;

/** Gives an identity the {@link Rights} that its roles stand for; while no tokens are on, every caller has all of them. */
@Singleton
public class RightsOfRoles implements SecurityIdentityAugmentor {
    private static final Set<String> TO_READ = Set.of(Rights.READ);
    private static final Set<String> TO_WRITE = Set.of(Rights.READ, Rights.WRITE);
    private static final Set<String> ALL = Set.of(Rights.READ, Rights.WRITE, Rights.OVERRIDE, Rights.MAINTAIN);
    private static final Set<String> TO_OVERRIDE = Set.of(Rights.READ, Rights.WRITE, Rights.OVERRIDE);
    private static final Set<String> TO_MAINTAIN = Set.of(Rights.READ, Rights.WRITE, Rights.MAINTAIN);

    private final AccessMode mode;
    private final RoleClaim claim;
    private final Set<String> readers;
    private final Set<String> writers;
    private final Set<String> overriders;
    private final Set<String> maintainers;

    RightsOfRoles(AccessMode mode, AccessConfig config) {
        this.mode = mode;
        this.claim = new RoleClaim(config.roleClaim());
        this.readers = Set.copyOf(config.readers());
        this.writers = Set.copyOf(config.writers());
        this.overriders = Set.copyOf(config.overriders());
        this.maintainers = Set.copyOf(config.maintainers());
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
                case OVERRIDE -> TO_OVERRIDE;
                case MAINTAIN -> TO_MAINTAIN;
            };
        }
        Collection<String> roles = claim.roles(identity.getPrincipal(), identity.getRoles());
        Set<String> rights = new LinkedHashSet<>();
        grant(roles, readers, TO_READ, rights);
        grant(roles, writers, TO_WRITE, rights);
        grant(roles, overriders, TO_OVERRIDE, rights);
        grant(roles, maintainers, TO_MAINTAIN, rights);
        return rights;
    }

    private static void grant(Collection<String> roles, Set<String> named, Set<String> given, Set<String> rights) {
        if (!Collections.disjoint(roles, named)) {
            rights.addAll(given);
        }
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
