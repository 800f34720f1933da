package io.noisystudent.service.access;

import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Who may ask: the group {@code noisystudent.access} of every service.
 *
 * <p>Tokens are on in the profile {@code oidc}, keys when there is a file of them. With neither, all callers may do
 * everything, and requests that a foreign web page could send are refused.
 */
public interface AccessConfig {
    /** The address of an OpenID Connect provider, below which its discovery document is; for the profile {@code oidc}. */
    Optional<URI> provider();

    /** Whom a token must be meant for. */
    @WithDefault("noisy-student")
    String audience();

    /**
     * The claim that holds the roles, {@code /} between the names of nested ones. A text is one role, except that
     * {@code scope} and {@code scp} have spaces between them.
     */
    @WithDefault("groups")
    String roleClaim();

    /** Roles that may read. */
    @WithDefault("noisystudent-read")
    List<String> readers();

    /** Roles that may read and change: register, judge, promote by the gate, roll back, cancel. */
    @WithDefault("noisystudent-write")
    List<String> writers();

    /** Roles that may decide in place of the gate, besides all that writers may. */
    @WithDefault("noisystudent-override")
    List<String> overriders();

    /** Roles that may let a restored registry go on, besides all that writers may. */
    @WithDefault("noisystudent-maintain")
    List<String> maintainers();

    /** File of hashed keys for machines without an identity provider; read again when it changes. */
    Optional<Path> keysFile();

    /**
     * Names under which this service may be asked while no tokens are on, {@code *.example.com} for all below one;
     * {@code *} allows every name. Local names are always allowed.
     */
    Optional<List<String>> allowedHosts();
}
