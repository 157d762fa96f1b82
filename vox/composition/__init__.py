"""The parts that `vox.app` joins, each made where its concrete classes are chosen."""
