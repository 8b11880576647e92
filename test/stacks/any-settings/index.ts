import * as pulumi from "@pulumi/pulumi";
import { Platform } from "../../../components/platform";

const config = new pulumi.Config();

new Platform("p95", {
  settings: config.requireObject("settings"),
  accountId: config.require("accountId"),
  domain: "p95.example",
  images: config.requireObject("images"),
});
