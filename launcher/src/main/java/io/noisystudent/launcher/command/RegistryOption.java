package io.noisystudent.launcher.command;

import io.noisystudent.launcher.stack.Addresses;
import io.noisystudent.launcher.stack.Home;
import io.noisystudent.registryclient.Registry;
import io.noisystudent.registryclient.RegistryAddress;
import io.noisystudent.registryclient.RegistryClient;
import io.noisystudent.registryclient.signing.Verification;
import java.net.URI;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which registry a command asks. */
final class RegistryOption {
    @Option(names = "--registry", paramLabel = "URL", description = "Default: the one of the local pipeline.")
    private @Nullable URI registry;

    @Mixin
    private TokenOption token = new TokenOption();

    @Mixin
    private AuthorityOption authority = new AuthorityOption();

    /** Who may vouch for the services that the command asks. */
    Optional<SSLContext> authorities() {
        return authority.context();
    }

    Registry client(Home home) {
        URI address = registry == null ? URI.create(Addresses.read(home).registry()) : registry;
        return new RegistryClient(
                new RegistryAddress(address, Optional.empty(), token.token(), authority.file()), Verification.OFF);
    }
}
