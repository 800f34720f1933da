package io.noisystudent.registry;

import io.noisystudent.registry.testing.Api;
import io.noisystudent.registry.testing.Registries;
import io.noisystudent.registryclient.Registry;
import io.noisystudent.registryclient.RegistryClient;
import io.noisystudent.testkit.process.ServiceProcess;
import io.noisystudent.testkit.registry.RegistryContract;
import io.noisystudent.testkit.stack.EmbeddedStack;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The service does what the fake of the other services' tests does. */
class RegistryContractIT extends RegistryContract {
    private static ServiceProcess process;
    private static RegistryClient client;

    @BeforeAll
    static void start() {
        process = Registries.start(EmbeddedStack.shared(), Map.of());
        client = new RegistryClient(process.uri("/"));
    }

    @AfterAll
    static void stop() {
        process.close();
    }

    @Override
    protected Registry registry() {
        return client;
    }

    @Override
    protected byte[] onnx(int number) {
        return Api.onnx(number, CLASSES);
    }
}
