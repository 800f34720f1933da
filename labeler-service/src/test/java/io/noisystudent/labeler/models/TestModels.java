package io.noisystudent.labeler.models;

import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.labeler.testing.TinyModels;
import java.util.ArrayList;
import java.util.List;

/** Loaded tiny models, without a registry. */
public final class TestModels implements AutoCloseable {
    private final List<LoadedModel> open = new ArrayList<>();

    public LoadedModel open(int version) {
        LoadedModel model = new LoadedModel(
                new ModelRef("shapes", version), List.of(TinyModels.pair(version)), TinyModels.NO_GUARD);
        open.add(model);
        return model;
    }

    @Override
    public void close() {
        open.forEach(LoadedModel::close);
    }
}
