package io.noisystudent.launcher.command;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.launcher.letters.DeadLetterClient;
import io.noisystudent.launcher.stack.Addresses;
import io.noisystudent.launcher.stack.Home;
import io.noisystudent.launcher.teacher.TeacherClient;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which teacher-service a command asks. */
final class TeacherOption {
    @Option(
            names = "--teacher",
            paramLabel = "URL",
            description = "Address of a teacher-service; default: the one of the local pipeline.")
    private @Nullable URI teacher;

    @Mixin
    private TokenOption token = new TokenOption();

    @Mixin
    private AuthorityOption authority = new AuthorityOption();

    @Mixin
    private HomeOption home = new HomeOption();

    DeadLetterClient letters() {
        return new DeadLetterClient(client());
    }

    TeacherClient client() {
        URI service = address(teacher, home.home());
        return new TeacherClient(service, token.token(), authority.context());
    }

    /** The address that was named, or that of the local pipeline. */
    static URI address(@Nullable URI named, Home home) {
        URI service = named == null ? URI.create(Addresses.read(home).teacher()) : named;
        if (service.getScheme() == null || !service.getScheme().matches("https?") || service.getHost() == null) {
            throw new NoisyStudentException(
                    ErrorCode.CONFIG_INVALID,
                    "--teacher",
                    "'" + service + "' is no address as in http://localhost:8081");
        }
        return service;
    }
}
