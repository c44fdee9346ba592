"""How Django draws every form here: labels above, hints before errors, a summary that links to each field."""

from django.forms.renderers import TemplatesSetting


class LabRenderer(TemplatesSetting):
    form_template_name = "pages/form_fields.html"
    field_template_name = "pages/field.html"
