package io.noisystudent.registry;

import io.noisystudent.registry.testing.Api;
import io.noisystudent.registry.testing.Registries;
import io.noisystudent.registryclient.Registry;
import io.noisystudent.registryclient.RegistryClient;
import io.noisystudent.testkit.registry.RegistryContract;

/** The service does what the fake of the other services' tests does. */
class RegistryContractIT extends RegistryContract {
    private final Registry client = new RegistryClient(Registries.shared().uri("/"));

    @Override
    protected Registry registry() {
        return client;
    }

    @Override
    protected byte[] onnx(int number) {
        return Api.onnx(number, CLASSES);
    }
}
